import type { ByteString } from '../../lib/bytes.ts'
import { type AddressEntry, parseAddressEntry } from '../../lib/initiator-addresses.ts'
import { linesOf, span } from '../import/lines.ts'
import type { Place, Report, Source } from '../import/report.ts'
import { hasBlank, lowerCase, trimmed, words } from '../import/text.ts'

/** A line of IET's initiators.allow, initiators.deny or targets.allow. */
export interface AccessLine {
  /** Or `ALL`. */
  readonly target: ByteString
  readonly items: readonly AccessItem[]
  readonly place: Place
}

export type AccessItem =
  | { readonly kind: 'all' }
  | { readonly kind: 'address'; readonly entry: AddressEntry }
  /** IET never matched it: not an address that it takes, and no pattern either. */
  | {
      readonly kind: 'dead'
      readonly text: ByteString
      readonly why: ByteString
      readonly entry?: AddressEntry
    }
  | { readonly kind: 'name'; readonly text: ByteString }

export type AccessFile = 'initiators.allow' | 'initiators.deny' | 'targets.allow'

/** The lines that count; all others go straight to the report. */
export const readAccessFile = (source: Source, kind: AccessFile, report: Report): AccessLine[] => {
  report.read(source)
  const lines = linesOf(source.text)
  return lines.flatMap(({ line, text }) => {
    const place = { file: source.file, range: span(line, text.search(/[^ \t]|$/) + 1, text.length + 1) }
    const [target = '', ...rest] = words(text)
    if (target === '') return []
    if (target.startsWith('#')) {
      report.ignored(place, 'comment')
      return []
    }
    if (rest.length === 0) {
      report.ignored(place, 'the line names no initiator', 'error')
      return []
    }
    if (line === lines.length && !source.text.endsWith('\n')) {
      if (kind !== 'initiators.deny') {
        report.ignored(
          place,
          'IET skips a last line that nothing ends, so it permits nothing here either',
          'error',
        )
        return []
      }
      report.lossy(place, undefined, 'IET skips a last line that nothing ends; here it refuses', 'error')
    }
    const items = trimmed(text).slice(target.length).split(',').map(trimmed)
    const listed = items.filter((item) => item !== '').map((item) => itemOf(item, kind !== 'targets.allow'))
    return [{ target, items: listed, place }]
  })
}

/** The first line that names the target, or `ALL`, decides alone. */
export const decisiveLines = (
  lines: readonly AccessLine[],
): ((target: ByteString) => AccessLine | undefined) => {
  const end = lines.findIndex(({ target }) => target === 'ALL')
  const named = new Map<ByteString, AccessLine>()
  for (const line of end < 0 ? lines : lines.slice(0, end)) {
    const name = lowerCase(line.target)
    if (!named.has(name)) named.set(name, line)
  }
  return (target) => named.get(lowerCase(target)) ?? lines[end]
}

const itemOf = (text: ByteString, takesNames: boolean): AccessItem => {
  if (text === 'ALL') return { kind: 'all' }
  const entry = parseAddressEntry(text)
  if (entry.kind === 'network') {
    const longest = entry.bytes.length * 8
    if (text.includes('/') && entry.prefix === longest) {
      return { kind: 'dead', text, why: `IET never matches a prefix of /${longest}`, entry }
    }
    return { kind: 'address', entry }
  }
  if (hasBlank(text)) return { kind: 'dead', text, why: 'a blank, and no comma at it, makes it one item' }
  if (/^[\d.*/[\]:]+$/.test(text)) return { kind: 'dead', text, why: deadWhy(entry) }
  return takesNames ? { kind: 'name', text } : { kind: 'dead', text, why: 'not a numeric address' }
}

const deadWhy = (entry: AddressEntry): ByteString =>
  entry.kind === 'dead' ? entry.why : 'not a numeric address'
