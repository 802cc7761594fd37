import type { ByteString } from '../lib/bytes.ts'

/** A text as the number that Perl's comparisons see: blanks, then as much of a decimal number as there is, else 0. */
export function numberOf(text: ByteString | undefined): number {
  const match = /^[ \t\n\r\f]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/.exec(text ?? '')
  return match ? Number(match[1]) : 0
}

/** What Perl takes for true: anything but nothing and `0`. */
export const isTrue = (text: ByteString | undefined): text is ByteString =>
  text !== undefined && text !== '' && text !== '0'
