import type { ByteString } from '../../lib/bytes.ts'
import { type AddressEntry, type AddressLine, parseAddressEntry } from '../../lib/initiator-addresses.ts'
import { linesOf, span } from '../import/lines.ts'
import type { Report, Source } from '../import/report.ts'
import { trimmed } from '../import/text.ts'

/**
 * The lines of initiators.allow or .deny as they are to be written. What the old daemon never matched
 * (`/32`, trailing blanks) matches today: it may begin to refuse, but must not begin to admit.
 */
export const readAddressFile = (source: Source, does: 'allow' | 'deny', report: Report): AddressLine[] => {
  report.read(source)
  const lines = linesOf(source.text)
  return lines.flatMap(({ line, text }) => {
    const place = { file: source.file, range: span(line, 1, text.length + 1) }
    if (trimmed(text) === '') return []
    if (text.startsWith('#')) {
      report.ignored(place, 'comment')
      return []
    }
    const found = /^([^ \t]+)[ \t]+(.*)$/.exec(text)
    if (!found) {
      report.ignored(place, 'the daemon wants a name in the first column and a list behind it', 'error')
      return []
    }
    const isUnended = line === lines.length && !source.text.endsWith('\n')
    if (isUnended && does === 'allow') {
      report.ignored(
        place,
        'the daemon skips a last line that nothing ends; it permits nothing here either',
        'error',
      )
      return []
    }
    const entries = found[2]!.split(',').map((item) => {
      const { entry, was } = judged(item.replace(/^[ \t]+/, ''))
      if (was === undefined) return entry
      const now = does === 'deny' ? '; today it refuses where it is an address' : '; it stays without effect'
      report.lossy(place, undefined, `${entry.text}: ${was}${now}`, 'error')
      return does === 'deny' ? entry : dead(entry.text)
    })
    report.mapped(place, `initiators.${does}: ${found[1]}`)
    return [{ target: found[1]!, entries, line }]
  })
}

/** `was`: why the old daemon never matched it. */
const judged = (item: ByteString): { readonly entry: AddressEntry; readonly was?: ByteString } => {
  const entry = parseAddressEntry(item)
  if (entry.kind === 'dead') return { entry, was: `never matched: ${entry.why}` }
  if (/[ \t]$/.test(item)) return { entry, was: 'never matched: blanks behind it' }
  if (entry.kind === 'network' && item.includes('/') && entry.prefix === entry.bytes.length * 8) {
    return { entry, was: `never matched: a prefix of /${entry.prefix}` }
  }
  return { entry }
}

/** Keeps the line decisive without admitting anybody. */
const dead = (text: ByteString): AddressEntry => ({ kind: 'dead', text: `!${text}`, why: 'never matched' })
