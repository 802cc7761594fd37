/**
 * Names, values, paths, configuration text and arguments are bytes (SCST never decodes them).
 * They travel as strings with one character per byte, so that Perl's byte rules (sorting, lengths,
 * patterns) hold for ordinary string operations. Only the edges convert.
 */
export type ByteString = string

export const fromBuffer = (bytes: Uint8Array): ByteString =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

export const toBuffer = (text: ByteString): Buffer => Buffer.from(text, 'latin1')

/** Text that a person wrote in a source file or JSON document, as bytes. */
export const fromUnicode = (text: string): ByteString => Buffer.from(text, 'utf8').toString('latin1')

/** For display: bytes that are UTF-8 as characters, others replaced. */
export const toUnicode = (text: ByteString): string => Buffer.from(text, 'latin1').toString('utf8')
