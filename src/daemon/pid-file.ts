import {
  closeSync,
  constants,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { tryLockForProcess } from '../lib/file-lock.ts'

/** A file with this process's number, locked while the process lives. */
export class PidFile {
  readonly #path: string
  readonly #fd: number

  private constructor(path: string, fd: number) {
    this.#path = path
    this.#fd = fd
  }

  /** Throws when it cannot be written, or another process holds it: then the error says which. */
  static take(path: string): PidFile {
    const fd = open(path)
    if (!tryLockForProcess(fd)) {
      const holder = readFileSync(path, 'latin1').trim()
      closeSync(fd)
      throw new Error(`unable to lock pid file ${path}: scstd is running already (pid ${holder})`)
    }
    ftruncateSync(fd)
    writeSync(fd, `${process.pid}\n`, 0)
    return new PidFile(path, fd)
  }

  /** Who became another user may not remove it any more; then it is empty. */
  remove(): void {
    try {
      rmSync(this.#path, { force: true })
    } catch {
      ftruncateSync(this.#fd)
    }
    closeSync(this.#fd)
  }
}

function open(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
    return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644)
  } catch (cause) {
    throw new Error(`unable to create pid file ${path}: ${(cause as Error).message}`, { cause })
  }
}
