import type { ByteString } from '../../lib/bytes.ts'

/** Blanks as C and Perl know them; byte A0, which JavaScript counts too, is part of many a UTF-8 letter. */
export const trimmed = (text: ByteString): ByteString => text.replace(/^[ \t\r\n\v\f]+|[ \t\r\n\v\f]+$/g, '')

export const words = (text: ByteString): ByteString[] =>
  text.split(/[ \t\r\n\v\f]+/).filter((word) => word !== '')

export const hasBlank = (text: ByteString): boolean => /[ \t\r\n\v\f]/.test(text)

export const hasControlByte = (text: ByteString): boolean => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 || code === 0x7f) return true
  }
  return false
}

/** Can scst.conf carry it? Braces and quotes act wherever they stand there, and a line ends at its end. */
export const isWritable = (text: ByteString): boolean => !/["{}\\]/.test(text) && !hasControlByte(text)

/** ASCII letters only: names are bytes. */
export const lowerCase = (text: ByteString): ByteString =>
  text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))
