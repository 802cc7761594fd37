import koffi from 'koffi'
import { errnoName, errnoNumber, errnoText } from '../../lib/errno.ts'

/** What Node has no call for. Numbers are Linux's, the same on x86-64 and arm64. */
const libc = koffi.load(null)
const fallocate = libc.func('int fallocate(int fd, int mode, int64_t offset, int64_t length)')
const lseek = libc.func('int64_t lseek(int fd, int64_t offset, int whence)')
const flock = libc.func('int flock(int fd, int operation)')
const ioctlNumber = libc.func('int ioctl(int fd, unsigned long request, _Out_ uint64_t *number)')
const ioctlRange = libc.func('int ioctl(int fd, unsigned long request, uint64_t *range)')

const FALLOC_FL_KEEP_SIZE = 1
const FALLOC_FL_PUNCH_HOLE = 2
const SEEK_DATA = 3
const SEEK_HOLE = 4
const LOCK_SH = 1
const LOCK_EX = 2
const LOCK_NB = 4
const BLKGETSIZE64 = 0x80081272
const BLKIOOPT = 0x1279
const BLKPBSZGET = 0x127b
const BLKDISCARD = 0x1277

/** As Node's own: `code`, `errno`, `syscall`, `path`. */
export function systemError(
  code: string,
  syscall: string,
  path?: string,
  because?: string,
): NodeJS.ErrnoException {
  const reason = because === undefined ? '' : ` (${because})`
  const error: NodeJS.ErrnoException = new Error(
    `${code}: ${errnoText(code)}${reason}, ${syscall} ${path ?? ''}`,
  )
  error.code = code
  error.errno = -(errnoNumber(code) ?? 0)
  error.syscall = syscall
  if (path !== undefined) error.path = path
  return error
}

const lastError = (syscall: string): NodeJS.ErrnoException =>
  systemError(errnoName(koffi.errno()) ?? 'EIO', syscall)

/** Gives a range of a file back, or of a block device that can; it reads as zeros, the size stays. */
export function punchHole(fd: number, offset: number, length: number): void {
  if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length) !== 0)
    throw lastError('fallocate')
}

/** Where the run of data or hole ends that holds `offset`; a hole that nothing follows ends at `size`. */
export function runAt(fd: number, offset: number, size: number): { mapped: boolean; end: number } {
  const data = Number(lseek(fd, offset, SEEK_DATA))
  if (data < 0) return { mapped: errnoName(koffi.errno()) !== 'ENXIO', end: size }
  if (data > offset) return { mapped: false, end: data }
  const hole = Number(lseek(fd, offset, SEEK_HOLE))
  return { mapped: true, end: hole < 0 ? size : hole }
}

/** An advisory lock on the open file; false when another opening of it forbids that. */
export function tryLock(fd: number, exclusive: boolean): boolean {
  if (flock(fd, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) === 0) return true
  // File systems without locks cannot protect anything.
  return errnoName(koffi.errno()) !== 'EAGAIN'
}

export const blockDeviceSize = (fd: number): number => ioctl(fd, BLKGETSIZE64)
/** Bytes; 0 when the device does not say. */
export const optimalIoSize = (fd: number): number => ioctl(fd, BLKIOOPT) % 2 ** 32
export const physicalSectorSize = (fd: number): number => ioctl(fd, BLKPBSZGET) % 2 ** 32

function ioctl(fd: number, request: number): number {
  const number = [0]
  if (ioctlNumber(fd, request, number) !== 0) throw lastError('ioctl')
  return Number(number[0])
}

export function discardBlocks(fd: number, offset: number, length: number): void {
  if (ioctlRange(fd, BLKDISCARD, [offset, length]) !== 0) throw lastError('ioctl')
}
