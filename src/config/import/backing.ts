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

/** What stands at the path here, else what its name says. */
export const isBlockDevice = (path: ByteString, look: ImportOptions['look']): boolean => {
  const found = look(path)
  return found ? found.kind === 'block' : path.startsWith('/dev/')
}
