import type { ByteString } from '../lib/bytes.ts'

/** A change is a write: where, what, and how to speak of it. */
export interface Operation {
  readonly path: ByteString
  readonly text: ByteString
}
