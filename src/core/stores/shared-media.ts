import { closeSync, fstatSync, openSync } from 'node:fs'
import { Medium } from '../../scsi/medium.ts'
import { systemError, tryLock } from './system-calls.ts'

interface Shared {
  readonly medium: Medium
  readonly lockFd: number
  exclusive: boolean
  users: number
}

/** What this process has open: several devices may use one file, other processes not. */
const openMedia = new Map<string, Shared>()

/** What `make` makes of a shared medium; when it fails nobody is counted in. */
export function sharing<T>(path: Buffer, fd: number, locking: Locking, make: (shared: SharedMedium) => T): T {
  const shared = shareMedium(path, fd, locking)
  try {
    return make(shared)
  } catch (error) {
    shared.leave()
    throw error
  }
}

type Locking = 'shared' | 'exclusive' | 'none'

export interface SharedMedium {
  readonly medium: Medium
  /** Once, by a store that is closed. */
  leave(): void
}

/**
 * Counts a store in. With a lock: EBUSY when another process uses the file (a file that all only read may be shared).
 * Without one for a store that keeps others off by itself.
 */
export function shareMedium(path: Buffer, fd: number, locking: Locking): SharedMedium {
  const key = identityOf(fd)
  const shared = openMedia.get(key) ?? newlyShared(path, key)
  try {
    if (locking !== 'none') lock(shared, path, locking === 'exclusive')
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

/** A file by device and inode, a block device by its number, whatever its nodes are. */
function identityOf(fd: number): string {
  const stats = fstatSync(fd, { bigint: true })
  return stats.isBlockDevice() ? `block ${stats.rdev}` : `${stats.dev}:${stats.ino}`
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
