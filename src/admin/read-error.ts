import type { ByteString } from '../lib/bytes.ts'

/** An object could not be read; `text` is what the WARNING or FATAL block shows. */
export class ReadError extends Error {
  readonly text: ByteString

  constructor(text: ByteString, options?: { cause?: unknown }) {
    super(text, options)
    this.name = 'ReadError'
    this.text = text
  }
}
