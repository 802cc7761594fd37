import koffi from 'koffi'

const libc = koffi.load(null)
const flock = libc.func('int flock(int fd, int operation)')
const lockf = libc.func('int lockf(int fd, int command, int64_t length)')

const LOCK_EX = 2
const LOCK_NB = 4
const F_TLOCK = 2

/** Locks an open file or directory until it is closed. False: another opening of it holds the lock. */
export const tryLockOpening = (fd: number): boolean => flock(fd, LOCK_EX | LOCK_NB) === 0

/** Locks a file, open for writing, for this process. False: another process holds the lock. */
export const tryLockForProcess = (fd: number): boolean => lockf(fd, F_TLOCK, 0) === 0
