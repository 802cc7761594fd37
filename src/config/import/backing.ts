import { posix } from 'node:path'
import type { ByteString } from '../../lib/bytes.ts'
import type { ImportOptions } from './imported.ts'
import { isWritable } from './text.ts'

/** Why SCST cannot name this path; undefined: it can. */
export const pathFault = (path: ByteString): ByteString | undefined => {
  if (!path.startsWith('/')) return `the path ${path || '(empty)'} is not absolute`
  if (/[ \t=;]/.test(path)) {
    return `the path ${path} holds a blank, \`=\` or \`;\`, which SCST cannot take: make a link without them`
  }
  if (!isWritable(path)) {
    return `the path ${path} holds a brace, a quote, a backslash or a control byte: make a link without them`
  }
  return undefined
}

/** Where a store of the old machine is here (`--path-map OLD=HERE`). */
export const placedHere = (path: ByteString, { paths }: Pick<ImportOptions, 'paths'>): ByteString => {
  const fits = paths.filter(([old]) => path === old || path.startsWith(old.endsWith('/') ? old : `${old}/`))
  const [longest] = fits.toSorted(([a], [b]) => b.length - a.length)
  return longest ? longest[1] + path.slice(longest[0].length) : path
}

/** Why nothing can be stored at the path, as far as it can be seen from here. */
export const storeFault = (path: ByteString, look: ImportOptions['look']): ByteString | undefined => {
  const fault = pathFault(path)
  if (fault !== undefined) return fault
  const kind = look(path)?.kind
  if (kind === 'directory') return `${path} is a directory`
  return kind === 'other' ? `${path} is neither a file nor a block device` : undefined
}

/** The same for every path that leads to the store, as far as it can be seen from here. */
export const storeIdentity = (path: ByteString, look: ImportOptions['look']): ByteString =>
  look(path)?.identity ?? posix.normalize(path).replace(/(.)\/$/, '$1')

/** What stands at the path here, else what its name says. */
export const isBlockDevice = (path: ByteString, look: ImportOptions['look']): boolean => {
  const found = look(path)
  return found ? found.kind === 'block' : path.startsWith('/dev/')
}
