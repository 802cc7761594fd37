import type { ByteString } from '../../lib/bytes.ts'
import { isWritable } from './text.ts'

const longest = 48

/** The last label of a target name: what stands behind the last colon. */
export const targetLabel = (target: ByteString): ByteString => target.slice(target.lastIndexOf(':') + 1)

/** A device name of the tree: no `/`, no `.`, one word; the same input gives the same name in every run. */
export const deviceName = (wanted: ByteString, taken: ReadonlyMap<ByteString, unknown>): ByteString => {
  const clean = wanted.replace(/[^A-Za-z0-9_-]/g, '_') || 'disk'
  const name = clean.length <= longest ? clean : clean.slice(clean.length - longest)
  if (!taken.has(name)) return name
  for (let n = 1; ; n++) {
    const numbered = `${name.slice(0, longest)}~${n}`
    if (!taken.has(numbered)) return numbered
  }
}

/** Why the tree has no target of this name; undefined: it can have it. */
export const targetNameFault = (name: ByteString): ByteString | undefined => {
  if (name === '') return 'the target has no name'
  if (name.length > 223)
    return `the target name has ${name.length} bytes; iSCSI allows 223 (RFC 7143 section 4.2.7.1)`
  if (/[ /=;#]/.test(name) || !isWritable(name))
    return 'the target name holds a byte that SCST cannot take in a name'
  return undefined
}
