import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import type { Backing } from '../config/import/imported.ts'
import type { Source } from '../config/import/report.ts'
import { type ByteString, fromBuffer, toBuffer } from '../lib/bytes.ts'
import { errnoOf, errnoText } from '../lib/errno.ts'

/** Reads a file; the error says which and why. */
export const readSource = (file: ByteString): Source => {
  try {
    return { file, text: fromBuffer(readFileSync(toBuffer(file))) }
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
    const kind = found.isFile()
      ? 'file'
      : found.isBlockDevice()
        ? 'block'
        : found.isDirectory()
          ? 'directory'
          : 'other'
    return { kind, size: found.size }
  } catch {
    return undefined
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
