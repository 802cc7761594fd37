import { mkdirSync, openSync } from 'node:fs'
import { tryLockOpening } from '../lib/file-lock.ts'
import type { Log } from '../lib/log.ts'

/** Marks the directory as ours for as long as the process lives; says so in the log when another scstd has it. */
export function claimStateDirectory(path: string, log: Log): void {
  let fd: number
  try {
    mkdirSync(path, { recursive: true })
    fd = openSync(path, 'r')
  } catch {
    return // Whoever has something to keep there will say that it cannot.
  }
  if (tryLockOpening(fd)) return
  log.warning(
    `${path} is the state directory of another scstd too: of devices with one name, the reservations and mode pages overwrite each other`,
  )
}
