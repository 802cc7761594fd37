import type { ByteString } from '../lib/bytes.ts'

/** What a `mgmt` file's usage text lists in its lines `The following … available: a, b`. */
export function attributesAllowed(
  usage: ByteString,
  what: 'parameters' | 'target driver attributes' | 'target attributes',
): Set<ByteString> {
  const label = `The following ${what} available:`
  const start = `\n${usage}`.indexOf(`\n${label}`)
  if (start < 0) return new Set()
  const names = usage.slice(start).split('\n', 1)[0]!.slice(label.length).trim().replace(/\.$/, '')
  return new Set(
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  )
}
