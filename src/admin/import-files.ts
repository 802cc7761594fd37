import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import type { Backing } from '../config/import/imported.ts'
import type { Source } from '../config/import/report.ts'
import { type ByteString, fromBuffer, toBuffer } from '../lib/bytes.ts'
import { errnoOf, errnoText } from '../lib/errno.ts'

const byteOrderMark = '\xef\xbb\xbf'

/** Reads a file; the error says which and why. */
export const readSource = (file: ByteString): Source => {
  try {
    const text = fromBuffer(readFileSync(toBuffer(file)))
    const isMarked = text.startsWith(byteOrderMark)
    return isMarked ? { file, text: text.slice(byteOrderMark.length), isMarked } : { file, text }
  } catch (error) {
    const errno = errnoOf(error)
    throw errno === undefined ? error : new UnreadableFile(file, errnoText(errno))
  }
}

export class UnreadableFile extends Error {
  constructor(file: ByteString, why: string) {
    super(`Unable to read '${file}': ${why}`)
    this.name = 'UnreadableFile'
  }
}

/** What stands at a path of this machine. */
export const look = (path: ByteString): Backing | undefined => {
  try {
    const found = statSync(toBuffer(path))
    if (found.isFile()) return { kind: 'file', size: found.size, identity: `${found.dev} ${found.ino}` }
    if (!found.isBlockDevice()) return { kind: found.isDirectory() ? 'directory' : 'other', size: 0 }
    return { kind: 'block', size: blockDeviceSize(found.rdev), identity: `block ${found.rdev}` }
  } catch {
    return undefined
  }
}

/** As the kernel tells it without opening the device; 0: it does not tell. Device numbers as glibc's makedev(3). */
const blockDeviceSize = (rdev: number): number => {
  const number = BigInt(rdev)
  const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & ~0xfffn)
  const minor = (number & 0xffn) | ((number >> 12n) & ~0xffn)
  try {
    return Number(readFileSync(`/sys/dev/block/${major}:${minor & 0xffffffn}/size`, 'latin1')) * 512
  } catch {
    return 0
  }
}

/** A file of this name beside another one, which the old target would have read too. */
export const beside = (file: ByteString, name: ByteString): ByteString | undefined => {
  const path = `${directoryOf(file)}${name}`
  return path !== file && existsSync(toBuffer(path)) ? path : undefined
}

/** The files of an include: one file, all of a directory, or those a pattern fits; undefined when one cannot be read. */
export const include = (pattern: ByteString, from: ByteString): Source[] | undefined => {
  const path = pattern.startsWith('/') ? pattern : `${directoryOf(from)}${pattern}`
  const isPattern = /[*?[]/.test(path)
  try {
    const files = isPattern ? expand(path) : look(path)?.kind === 'directory' ? filesOf(`${path}/`) : [path]
    return files.map(readSource)
  } catch {
    return undefined
  }
}

const directoryOf = (file: ByteString): ByteString => file.slice(0, file.lastIndexOf('/') + 1)

const filesOf = (directory: ByteString): ByteString[] =>
  entriesOf(directory)
    .map((name) => directory + name)
    .filter((path) => look(path)?.kind === 'file')

const entriesOf = (directory: ByteString): ByteString[] => {
  const entries = readdirSync(toBuffer(directory || './'), { encoding: 'buffer' })
  return entries.map((name) => fromBuffer(name)).sort()
}

/** Patterns stand in the last component, as in every include that was ever seen. */
const expand = (path: ByteString): ByteString[] => {
  const directory = directoryOf(path)
  if (look(directory || './')?.kind !== 'directory') return []
  const name = path.slice(directory.length)
  const quoted = name
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  const fits = new RegExp(`^${quoted}$`, 's')
  return entriesOf(directory)
    .filter((entry) => fits.test(entry) && !entry.startsWith('.'))
    .map((entry) => directory + entry)
}
