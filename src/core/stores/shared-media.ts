import { closeSync, fstatSync, openSync } from 'node:fs'
import { Medium } from '../../scsi/medium.ts'
import { systemError, tryLock } from './system-calls.ts'

interface Shared {
  readonly medium: Medium
  readonly lockFd: number
  exclusive: boolean
  users: number
}

/** Files that this process has open, by device and inode: several devices may use one file, other processes not. */
const openMedia = new Map<string, Shared>()

/** Counts a store in; EBUSY when another process uses the file (a file that all only read may be shared). */
export function shareMedium(path: Buffer, fd: number, readOnly: boolean): { medium: Medium; leave(): void } {
  const { dev, ino } = fstatSync(fd, { bigint: true })
  const key = `${dev}:${ino}`
  const shared = openMedia.get(key) ?? newlyShared(path, key)
  try {
    lock(shared, path, !readOnly)
  } catch (error) {
    if (shared.users === 0) forget(key, shared)
    throw error
  }
  shared.users++
  return {
    medium: shared.medium,
    leave() {
      if (--shared.users === 0) forget(key, shared)
    },
  }
}

function newlyShared(path: Buffer, key: string): Shared {
  const shared = { medium: new Medium(), lockFd: openSync(path, 'r'), exclusive: false, users: 0 }
  openMedia.set(key, shared)
  return shared
}

function lock(shared: Shared, path: Buffer, exclusive: boolean): void {
  if (shared.exclusive || (shared.users > 0 && !exclusive)) return
  if (!tryLock(shared.lockFd, exclusive))
    throw systemError('EBUSY', 'open', path.toString('latin1'), 'another process uses it')
  shared.exclusive = exclusive
}

function forget(key: string, shared: Shared): void {
  openMedia.delete(key)
  closeSync(shared.lockFd)
}
