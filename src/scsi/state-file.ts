import type { ByteString } from '../lib/bytes.ts'

/** A small text that outlives the process: registrations (APTPL), saved mode parameters. */
export interface StateFile {
  /** undefined when there is none; throws when it cannot be read. */
  read(): ByteString | undefined
  /** The copy that a kernel SCST kept beside it. */
  readBackup?(): ByteString | undefined
  /** Replaced, or removed with undefined, on stable storage when it answers: power loss leaves the old or the new. */
  write(text: ByteString | undefined): Promise<void>
}
