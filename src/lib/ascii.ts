import type { ByteString } from './bytes.ts'

/** Names are bytes: only A to Z have another case. */
export const asciiLowerCase = (text: ByteString): ByteString =>
  text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
