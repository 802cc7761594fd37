import { randomBytes } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { type ByteString, fromBuffer, toBuffer } from '../lib/bytes.ts'
import { errnoOf } from '../lib/errno.ts'

/** A file that can be written. `write` throws when that fails. */
export interface Destination {
  write(text: ByteString): void
}

/** What becomes of a file that is there already. */
export type Custom =
  /** The new one has its owner and mode. */
  | 'as-before'
  /** The new one is its owner's alone; the old one stays beside it, as `FILE~`. */
  | 'private'

/** As Linux follows. */
const MOST_LINKS = 40

/**
 * Opens a file for a new content, which replaces the old one whole or not at all; throws the system's error when that
 * is not possible. A new file is its owner's alone.
 */
export function openFile(file: ByteString, custom: Custom): Destination {
  const present = statSync(toBuffer(file), { throwIfNoEntry: false })
  if (file === '' || (present && !present.isFile())) return inPlace(file, 0o600, { tellsFailure: true })
  return Replacement.of(file, present, custom) ?? inPlace(file, 0o600, { tellsFailure: true })
}

/** Devices, pipes and what cannot be replaced; in the original all files, whatever becomes of them. */
export function inPlace(
  file: ByteString,
  mode: number,
  { tellsFailure }: { tellsFailure: boolean },
): Destination {
  const descriptor = openSync(toBuffer(file), 'w', mode)
  return {
    write: (text) => {
      try {
        writeAll(descriptor, text)
        fsyncSync(descriptor)
      } catch (error) {
        // What has no storage cannot be flushed either.
        if (tellsFailure && errnoOf(error) !== 'EINVAL' && errnoOf(error) !== 'EROFS') throw error
      } finally {
        closeSync(descriptor)
      }
    },
  }
}

/** A new file that takes the place of the old one when it is complete. */
class Replacement implements Destination {
  readonly #path: ByteString
  readonly #draft: ByteString
  readonly #descriptor: number
  readonly #present: Stats | undefined
  readonly #custom: Custom

  /** Undefined where none can be made. */
  static of(file: ByteString, present: Stats | undefined, custom: Custom): Replacement | undefined {
    const path = present ? fromBuffer(realpathSync.native(toBuffer(file), 'buffer')) : behindLinks(file)
    // The name of the file may be as long as a name can be.
    const draft = `${directoryOf(path)}.scstadmin-${randomBytes(8).toString('hex')}`
    try {
      return new Replacement(path, draft, present, custom)
    } catch (error) {
      // A file may be writable in a directory that is not.
      const isFixed = present && custom === 'as-before'
      if (isFixed && ['EACCES', 'EPERM', 'EROFS'].includes(errnoOf(error) ?? '')) return undefined
      throw error
    }
  }

  private constructor(path: ByteString, draft: ByteString, present: Stats | undefined, custom: Custom) {
    this.#path = path
    this.#draft = draft
    this.#present = present
    this.#custom = custom
    this.#descriptor = openSync(toBuffer(draft), 'wx', 0o600)
  }

  write(text: ByteString): void {
    try {
      if (this.#present && this.#custom === 'as-before') keepOwner(this.#descriptor, this.#present)
      writeAll(this.#descriptor, text)
      fsyncSync(this.#descriptor)
      if (this.#present && this.#custom === 'private') keepOld(this.#path)
      this.#takePlace(text)
      syncDirectory(this.#path)
    } finally {
      closeSync(this.#descriptor)
      rmSync(toBuffer(this.#draft), { force: true })
    }
  }

  /** A file that something is mounted on cannot be replaced; that it fits is known by now. */
  #takePlace(text: ByteString): void {
    try {
      renameSync(toBuffer(this.#draft), toBuffer(this.#path))
    } catch (error) {
      if (errnoOf(error) !== 'EBUSY') throw error
      rmSync(toBuffer(this.#draft))
      inPlace(this.#path, 0o600, { tellsFailure: true }).write(text)
    }
  }
}

function writeAll(descriptor: number, text: ByteString): void {
  const bytes = toBuffer(text)
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
}

function keepOwner(descriptor: number, { uid, gid, mode }: Stats): void {
  if (process.geteuid?.() === 0) fchownSync(descriptor, uid, gid)
  fchmodSync(descriptor, mode & 0o7777)
}

/** At no time is there no file. */
function keepOld(path: ByteString): void {
  const old = toBuffer(`${path}~`)
  rmSync(old, { force: true })
  try {
    linkSync(toBuffer(path), old)
  } catch {
    // Not every file system has links, and none to what is mounted.
    copyFileSync(toBuffer(path), old)
  }
}

/** The new name must outlast a power loss, too; the file itself is complete by now, whatever comes of this. */
function syncDirectory(path: ByteString): void {
  try {
    const descriptor = openSync(toBuffer(directoryOf(path) || '.'), 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
  }
}

/** Where a file comes to be that is created through links which lead nowhere yet. */
function behindLinks(file: ByteString, depth = 0): ByteString {
  const isLink = lstatSync(toBuffer(file), { throwIfNoEntry: false })?.isSymbolicLink() ?? false
  if (!isLink || depth > MOST_LINKS) return file
  const target = fromBuffer(readlinkSync(toBuffer(file), { encoding: 'buffer' }))
  return behindLinks((target.startsWith('/') ? '' : directoryOf(file)) + target, depth + 1)
}

/** With its slash. */
const directoryOf = (path: ByteString): ByteString => path.slice(0, path.lastIndexOf('/') + 1)
