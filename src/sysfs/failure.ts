import type { ByteString } from '../lib/bytes.ts'
import { errnoOf } from '../lib/errno.ts'
import { type Stage, SysfsError } from './sysfs.ts'

/** A file system's error as the contract's: what is not there is not there, whatever it was wanted for. */
export function failure(cause: unknown, path: ByteString, stage: Stage): SysfsError {
  if (cause instanceof SysfsError) return cause
  const code = errnoOf(cause)
  if (!code) throw cause
  return new SysfsError(code, path, code === 'ENOENT' || code === 'ENOTDIR' ? 'lookup' : stage, { cause })
}
