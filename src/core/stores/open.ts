import { close, constants, fstat, open, statfs } from 'node:fs'
import { promisify } from 'node:util'
import { deviceNumber } from '../../lib/device-number.ts'
import { mounts, TREE_FILE_SYSTEM } from '../../lib/mounts.ts'
import { systemError } from './system-calls.ts'

const opened = promisify(open)
const closed = promisify(close)
const statusOf = promisify(fstat)
const fileSystemOf = promisify(statfs)

const FUSE_SUPER_MAGIC = 0x65735546

/**
 * The descriptor of a backing file. A file system that hangs holds up a thread of Node's pool, not the daemon, and a
 * FIFO nobody. EINVAL for a file of the management tree itself, as a mount shows it: every access would wait for us.
 */
export async function openBacking(path: Buffer, flags: number): Promise<number> {
  const fd = await opened(path, flags | constants.O_NONBLOCK)
  if (!(await isOfTree(path, fd))) return fd
  await closed(fd)
  throw systemError('EINVAL', 'open', path.toString('latin1'), 'a file of the management tree')
}

async function isOfTree(path: Buffer, fd: number): Promise<boolean> {
  if ((await fileSystemOf(path)).type !== FUSE_SUPER_MAGIC) return false
  const device = deviceNumber((await statusOf(fd)).dev)
  return mounts().some((mount) => mount.type === TREE_FILE_SYSTEM && mount.device === device)
}
