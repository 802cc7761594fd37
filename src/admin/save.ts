import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { type ByteString, fromBuffer, toBuffer } from '../lib/bytes.ts'
import { errnoOf } from '../lib/errno.ts'
import type { Run } from './run.ts'

/** A file that can be written. `write` throws when that fails. */
export interface Destination {
  write(text: ByteString): void
}

/** As Linux follows. */
const MOST_LINKS = 40

/** Names of our own output, where the text has to stand between the messages. */
const STANDARD_OUTPUT = ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']

/** Opens a file for a new content; throws the system's error when that is not possible. */
export function openDestination(file: ByteString, run: Run): Destination {
  const present = statOf(file)
  if (present && STANDARD_OUTPUT.includes(file)) return { write: (text) => run.say(text) }
  if (!run.departs('write-safely')) return inPlace(file, 0o666, { tellsFailure: false })
  if (file === '' || (present && !present.isFile())) return inPlace(file, 0o600, { tellsFailure: true })
  return replacement(file, present) ?? inPlace(file, 0o600, { tellsFailure: true })
}

function statOf(file: ByteString): Stats | undefined {
  return statSync(toBuffer(file), { throwIfNoEntry: false })
}

/** Devices and pipes; in the original also files, whatever becomes of them. */
function inPlace(file: ByteString, mode: number, { tellsFailure }: { tellsFailure: boolean }): Destination {
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

/** A new file that takes the place of the old one when it is complete; undefined where none can be made. */
function replacement(file: ByteString, present: Stats | undefined): Destination | undefined {
  const path = present ? fromBuffer(realpathSync.native(toBuffer(file), 'buffer')) : behindLinks(file)
  const draft = `${path}.${process.pid}.new`
  const descriptor = create(draft, present)
  if (descriptor === undefined) return undefined
  return {
    write: (text) => {
      try {
        if (present) keepOwner(descriptor, present)
        writeAll(descriptor, text)
        fsyncSync(descriptor)
        renameSync(toBuffer(draft), toBuffer(path))
        syncDirectory(path)
      } catch (error) {
        unlinkSync(toBuffer(draft))
        throw error
      } finally {
        closeSync(descriptor)
      }
    },
  }
}

/** The new name must outlast a power loss, too; the file itself is complete by now, whatever comes of this. */
function syncDirectory(path: ByteString): void {
  try {
    const descriptor = openSync(toBuffer(path.slice(0, path.lastIndexOf('/') + 1) || '.'), 'r')
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
  const from = target.startsWith('/') ? '' : file.slice(0, file.lastIndexOf('/') + 1)
  return behindLinks(from + target, depth + 1)
}

function create(draft: ByteString, present: Stats | undefined): number | undefined {
  try {
    return openSync(toBuffer(draft), 'wx', 0o600)
  } catch (error) {
    // A file may be writable in a directory that is not.
    if (present && ['EACCES', 'EPERM', 'EROFS'].includes(errnoOf(error) ?? '')) return undefined
    throw error
  }
}

function keepOwner(descriptor: number, { uid, gid, mode }: Stats): void {
  if (process.geteuid?.() === 0) fchownSync(descriptor, uid, gid)
  fchmodSync(descriptor, mode & 0o7777)
}

function writeAll(descriptor: number, text: ByteString): void {
  const bytes = toBuffer(text)
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
}
