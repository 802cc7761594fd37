import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  opendirSync,
  openSync,
  readlinkSync,
  readSync,
} from 'node:fs'
import { type ByteString, fromBuffer, toBuffer } from '../lib/bytes.ts'
import { failure } from './failure.ts'
import { type DirectoryNode, type EntryType, type Node, SysfsError } from './sysfs.ts'

/** Reads a file that cannot be read at the moment (EAGAIN), when it can. */
type Later = (path: ByteString) => Promise<Node>

const LINK_MODE = 0o777
const MODE_BITS = 0o7777
const READ_SIZE = 16384
const ENTRIES_AT_ONCE = 256

/**
 * A directory with all that is below it. Its calls block: there are tens of thousands, and a promise for each costs
 * many times what the call does. Each name is looked up from its own directory, not from the root.
 */
export async function walk(directory: Buffer, path: ByteString, later: Later): Promise<DirectoryNode> {
  const fd = openDirectory(directory, path)
  try {
    const entries = new Map<ByteString, Node>()
    const node: DirectoryNode = { type: 'dir', mode: fstatSync(fd).mode & MODE_BITS, entries }
    const here = `/proc/self/fd/${fd}`
    for (const { name, type } of list(here)) {
      const below = path === '' ? name : `${path}/${name}`
      const place = toBuffer(`${here}/${name}`)
      try {
        entries.set(
          name,
          await (type === 'dir' ? walk(place, below, later) : leaf(place, type, below, later)),
        )
      } catch (error) {
        // A session or device may go while we walk.
        if (!(error instanceof SysfsError && error.code === 'ENOENT')) throw error
      }
    }
    return node
  } finally {
    closeSync(fd)
  }
}

function openDirectory(directory: Buffer, path: ByteString): number {
  try {
    return openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY)
  } catch (cause) {
    throw failure(cause, path, 'open')
  }
}

/** In the directory's own order: readdir would sort. */
function list(directory: string): { readonly name: ByteString; readonly type: EntryType }[] {
  const opened = opendirSync(directory, { encoding: 'latin1' as 'utf8', bufferSize: ENTRIES_AT_ONCE })
  const entries = []
  for (let entry = opened.readSync(); entry; entry = opened.readSync()) {
    entries.push({ name: entry.name, type: entryType(entry) })
  }
  opened.closeSync()
  return entries
}

export const entryType = (entry: Pick<Dirent, 'isDirectory' | 'isSymbolicLink'>): EntryType =>
  entry.isDirectory() ? 'dir' : entry.isSymbolicLink() ? 'link' : 'file'

function leaf(place: Buffer, type: EntryType, path: ByteString, later: Later): Node | Promise<Node> {
  if (type === 'file') return file(place, path, later)
  try {
    return { type: 'link', mode: LINK_MODE, target: fromBuffer(readlinkSync(place, { encoding: 'buffer' })) }
  } catch (cause) {
    throw failure(cause, path, 'read')
  }
}

function file(place: Buffer, path: ByteString, later: Later): Node | Promise<Node> {
  let fd: number
  try {
    fd = openSync(place, constants.O_RDONLY)
  } catch (cause) {
    return unreadable(place, failure(cause, path, 'open'))
  }
  try {
    const mode = fstatSync(fd).mode & MODE_BITS
    // Sysfs refuses root too where no one has the right; ordinary files of a fixture would not.
    if ((mode & 0o444) === 0) return { type: 'file', mode, error: new SysfsError('EACCES', path, 'open') }
    return content(fd, mode, path, later)
  } finally {
    closeSync(fd)
  }
}

function unreadable(place: Buffer, error: SysfsError): Node {
  if (error.code === 'ENOENT') throw error
  return { type: 'file', mode: lstatSync(place).mode & MODE_BITS, error }
}

const buffer = Buffer.alloc(READ_SIZE)

function content(fd: number, mode: number, path: ByteString, later: Later): Node | Promise<Node> {
  try {
    let text = ''
    for (;;) {
      const length = readSync(fd, buffer, 0, READ_SIZE, text.length)
      text += fromBuffer(buffer.subarray(0, length))
      if (length < READ_SIZE) return { type: 'file', mode, content: text }
    }
  } catch (cause) {
    const error = failure(cause, path, 'read')
    return error.code === 'EAGAIN' ? later(path) : { type: 'file', mode, error }
  }
}
