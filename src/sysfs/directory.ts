import { constants } from 'node:fs'
import { type FileHandle, lstat, open, opendir, readlink } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ByteString, fromBuffer, toBuffer } from '../lib/bytes.ts'
import { errnoName, errnoOf } from '../lib/errno.ts'
import { failure } from './failure.ts'
import { type Entry, type Node, type Stat, type Sysfs, SysfsError } from './sysfs.ts'
import { entryType, walk } from './walk.ts'

/** How long a kernel may take for a queued command, as SCST's own tool waits. */
const PATIENCE_MS = 300_000
const FIRST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 1000

/** Attributes are at most a page, but nothing here depends on it. */
const READ_SIZE = 16384

const LAST_RESULT = 'last_sysfs_mgmt_res'

/**
 * A tree in a file system: a kernel's `/sys/kernel/scst_tgt`, a mount of ours, or plain files of a fixture.
 * Files are never created or truncated, a write is one write(2), and a command that the kernel only queued
 * (EAGAIN) is waited for.
 */
export function directorySysfs(root: ByteString, options: { patienceMs?: number } = {}): Sysfs {
  return new DirectorySysfs(root, options.patienceMs ?? PATIENCE_MS)
}

class DirectorySysfs implements Sysfs {
  readonly #root: ByteString
  readonly #patienceMs: number

  constructor(root: ByteString, patienceMs: number) {
    this.#root = root.replace(/\/+$/, '')
    this.#patienceMs = patienceMs
  }

  async list(path: ByteString): Promise<Entry[]> {
    const entries: Entry[] = []
    try {
      // opendir keeps the directory's order; readdir would sort.
      const directory = await opendir(this.#file(path) as unknown as string, { encoding: 'latin1' as 'utf8' })
      for await (const entry of directory) {
        entries.push({ name: entry.name, type: entryType(entry) })
      }
    } catch (cause) {
      throw failure(cause, path, 'open')
    }
    return entries
  }

  async stat(path: ByteString): Promise<Stat> {
    try {
      const found = await lstat(this.#file(path))
      return { type: entryType(found), mode: found.mode & 0o7777 }
    } catch (cause) {
      throw failure(cause, path, 'lookup')
    }
  }

  async read(path: ByteString): Promise<ByteString> {
    const file = await this.#open(path, constants.O_RDONLY, 0o444)
    try {
      return await this.#patiently(() => readWhole(file))
    } catch (cause) {
      throw failure(cause, path, 'read')
    } finally {
      await file.close()
    }
  }

  async readlink(path: ByteString): Promise<ByteString> {
    try {
      return fromBuffer(await readlink(this.#file(path), { encoding: 'buffer' }))
    } catch (cause) {
      throw failure(cause, path, 'read')
    }
  }

  async write(path: ByteString, text: ByteString): Promise<void> {
    const file = await this.#open(path, constants.O_WRONLY, 0o222)
    try {
      await file.write(toBuffer(text))
    } catch (cause) {
      if (errnoOf(cause) !== 'EAGAIN') throw failure(cause, path, 'write')
      await this.#queuedResult(path)
    } finally {
      await file.close()
    }
  }

  async snapshot(path: ByteString): Promise<Node> {
    const { type, mode } = await this.stat(path)
    if (type === 'dir') return walk(this.#file(path), path, (file) => this.snapshot(file))
    if (type === 'link') return { type, mode, target: await this.readlink(path) }
    try {
      return { type, mode, content: await this.read(path) }
    } catch (error) {
      if (error instanceof SysfsError) return { type, mode, error }
      throw error
    }
  }

  /** Sysfs refuses root too where no one has the right; ordinary files of a fixture would not. */
  async #open(path: ByteString, flags: number, needed: number): Promise<FileHandle> {
    let file: FileHandle
    try {
      file = await open(this.#file(path), flags)
    } catch (cause) {
      throw failure(cause, path, 'open')
    }
    const found = await file.stat()
    if (found.isFile() && (found.mode & needed) !== 0) return file
    await file.close()
    throw new SysfsError(found.isFile() ? 'EACCES' : 'EISDIR', path, 'open')
  }

  /** The write was queued: its result stands in `last_sysfs_mgmt_res` once that can be read. */
  async #queuedResult(path: ByteString): Promise<void> {
    const result = Number.parseInt(await this.read(LAST_RESULT), 10)
    if (result === 0) return
    throw new SysfsError(errnoName(Math.abs(result)) ?? 'EIO', path, 'write')
  }

  async #patiently<T>(attempt: () => Promise<T>): Promise<T> {
    const end = performance.now() + this.#patienceMs
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await attempt()
      } catch (error) {
        if (errnoOf(error) !== 'EAGAIN' || performance.now() >= end) throw error
      }
      await sleep(pause)
    }
  }

  #file(path: ByteString): Buffer {
    return toBuffer(path === '' ? `${this.#root}/` : `${this.#root}/${path}`)
  }
}

async function readWhole(file: FileHandle): Promise<ByteString> {
  let text = ''
  const buffer = Buffer.alloc(READ_SIZE)
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, READ_SIZE, text.length)
    text += fromBuffer(buffer.subarray(0, bytesRead))
    if (bytesRead < READ_SIZE) return text
  }
}
