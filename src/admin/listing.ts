import type { ByteString } from '../lib/bytes.ts'

/** A heading, a row of dashes at least as wide, and the names below it, each line behind a tab. */
export const listing = (heading: ByteString, names: readonly ByteString[]): ByteString => {
  const width = Math.max(heading.length, ...names.map((name) => name.length))
  return `\t${heading}\n\t${'-'.repeat(width)}\n${names.map((name) => `\t${name}\n`).join('')}`
}
