import type { ByteString } from '../../../src/lib/bytes.ts'

/** A written configuration with the values of one numbered attribute in a row sorted. */
export function canonicalConfiguration(text: ByteString): ByteString {
  const lines = text.split('\n')
  let first = 0
  while (first < lines.length) {
    const keyword = numberedKeyword(lines[first]!)
    let end = first + 1
    while (keyword !== undefined && end < lines.length && numberedKeyword(lines[end]!) === keyword) end += 1
    lines.splice(first, end - first, ...lines.slice(first, end).map(withoutNumber).sort())
    first = end
  }
  return lines.join('\n')
}

const NUMBERED = /^(\t*(?:IncomingUser|OutgoingUser|allowed_portal))\d*(?= )/

const numberedKeyword = (line: ByteString): string | undefined => NUMBERED.exec(line)?.[1]

const withoutNumber = (line: ByteString): ByteString => line.replace(NUMBERED, '$1')
