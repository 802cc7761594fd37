import type { ByteString } from '../../lib/bytes.ts'
import { clamped, cNumber, fixedParameters } from '../import/parameters.ts'
import type { Outcome, Report } from '../import/report.ts'
import { isWritable } from '../import/text.ts'
import type { Keyword } from './keywords.ts'
import type { Stanza } from './stanza.ts'
import type { Statement } from './statements.ts'

/** Any keyword of a target but accounts and LUNs. */
export const readParameter = (stanza: Stanza, row: Keyword, statement: Statement, report: Report): void => {
  const outcome =
    row.kind === 'nop' ? readNop(stanza, row.field, statement, report) : read(stanza, row, statement)
  if (outcome) stanza.parameters.settle(statement.keyword, statement.place, outcome, report)
}

const read = (stanza: Stanza, row: Keyword, statement: Statement): Outcome => {
  const value = statement.words[1]?.text ?? ''
  const { attributes } = stanza.target
  switch (row.kind) {
    case 'number':
      return readNumber(stanza, row, value)
    case 'flag':
      if (value !== 'Yes' && value !== 'No') return notTaken(value, 'Yes or No')
      attributes.set(row.becomes, [value])
      return { verdict: 'mapped', became: `${row.becomes} ${value}` }
    case 'digest':
      if (!/^(?:None|CRC32C)(?:,(?:None|CRC32C))?$/.test(value)) return notTaken(value, 'None and CRC32C')
      attributes.set(row.becomes, [value])
      return { verdict: 'mapped', became: `${row.becomes} ${value}` }
    case 'fixed':
      return readFixed(row.name, value)
    case 'dropped':
      return { verdict: 'ignored-by-source-too', why: row.why }
    case 'alias':
      return readAlias(stanza, value)
    case 'threads':
      return readThreads(stanza, value)
    case 'type':
      if (cNumber(value) === 0) return { verdict: 'mapped', became: 'a disk' }
      return { verdict: 'unsupported', why: `only target type 0, a disk, ever worked; here stands ${value}` }
    default:
      return { verdict: 'unsupported', why: 'has no meaning in a target' }
  }
}

/** IET says nothing and keeps its default. */
const notTaken = (value: ByteString, allowed: string): Outcome => ({
  verdict: 'ignored-by-source-too',
  severity: 'warning',
  why: `IET takes exactly ${allowed} and skips ${value || 'a missing value'}`,
})

const readNumber = (
  { target }: Stanza,
  { becomes, min, max, collapses }: Keyword & { kind: 'number' },
  value: ByteString,
): Outcome => {
  const number = cNumber(value)
  if (number === undefined) return notTaken(value, 'a number')
  const written = clamped(becomes, number)
  target.attributes.set(becomes, [String(written)])
  const became = `${becomes} ${written}`
  if (number < min || number > max) {
    const used = collapses === 'min' ? min : max
    const why = `${number} is outside ${min} to ${max}, for which IET took ${used}`
    return { verdict: 'mapped-lossy', became, why }
  }
  if (written === number) return { verdict: 'mapped', became }
  return { verdict: 'mapped-lossy', became, why: `SCST takes at most ${written}, here stands ${number}` }
}

const readNop = (
  stanza: Stanza,
  field: 'nopInterval' | 'nopTimeout',
  { words, place }: Statement,
  report: Report,
): Outcome | undefined => {
  const value = words[1]?.text ?? ''
  const number = cNumber(value)
  if (number === undefined || number < 0 || number > 90) return notTaken(value, 'a number from 0 to 90')
  const earlier = stanza[field]
  if (earlier) report.ignored(earlier.place, 'the last one counts')
  stanza[field] = { value: number, place }
  return undefined
}

const readFixed = (name: string, value: ByteString): Outcome => {
  const fixed = fixedParameters[name]!
  const why = `SCST always has ${name} ${fixed}; here stands ${value || 'nothing'}`
  const isSame = value === fixed || (/^\d/.test(value) && cNumber(value) === Number(fixed))
  return isSame ? { verdict: 'mapped', became: `${name} ${fixed}, always` } : { verdict: 'mapped-lossy', why }
}

const readAlias = ({ target }: Stanza, alias: ByteString): Outcome => {
  if (alias === '' || !isWritable(alias)) {
    return { verdict: 'unsupported', why: 'no alias that scst.conf can carry' }
  }
  target.attributes.set('alias', [alias])
  return { verdict: 'mapped', became: `alias ${alias}`, why: 'IET never used it; now hosts see it' }
}

const readThreads = (stanza: Stanza, value: ByteString): Outcome => {
  const threads = cNumber(value)
  if (threads === undefined || threads < 1 || threads > 128) return notTaken(value, 'a number from 1 to 128')
  stanza.threads = threads
  const became = `threads_num ${threads} on each device`
  return { verdict: 'mapped-lossy', became, why: 'IET counts threads by target, SCST by device' }
}
