import type { ByteString } from '../../lib/bytes.ts'
import type { Attributes } from '../configuration.ts'
import { cNumber, fixedParameters, targetLimits } from '../import/parameters.ts'
import type { Outcome } from '../import/report.ts'
import { lowerCase } from '../import/text.ts'
import type { Keyword } from './keywords.ts'

/** The names are today's attributes; the old daemon dropped a statement whose value it did not take. */
export const readParameter = (row: Keyword, value: ByteString, attributes: Attributes): Outcome => {
  if (row.kind === 'alias')
    return { verdict: 'ignored-by-source-too', why: 'the daemon reads Alias and drops it' }
  if (row.kind === 'marker-interval') return { verdict: 'ignored-by-source-too', why: 'there are no markers' }
  if (row.kind === 'fixed') return readFixed(row.name, value)
  if (value === ':default:') {
    attributes.delete(row.becomes)
    return { verdict: 'mapped', became: `${row.becomes} as built in` }
  }
  const written = writtenValue(row, value)
  if (written === undefined) {
    const why = `the daemon does not take ${value || 'a missing value'} for ${row.becomes} and keeps its default`
    return { verdict: 'ignored-by-source-too', severity: 'warning', why }
  }
  attributes.set(row.becomes, [written])
  return { verdict: 'mapped', became: `${row.becomes} ${written}` }
}

const writtenValue = (
  row: Keyword & { kind: 'number' | 'flag' | 'digest' },
  value: ByteString,
): ByteString | undefined => {
  if (row.kind === 'flag') return value === 'Yes' || value === 'No' ? value : undefined
  if (row.kind === 'digest') return digests(value)
  const { min, max } = targetLimits[row.becomes]!
  const number = /^[0-9][0-9a-fA-Fx]*$/.test(value) ? cNumber(value) : undefined
  return number !== undefined && number >= min && number <= max ? String(number) : undefined
}

/** The tree prints and compares the items in one spelling. */
const digests = (value: ByteString): ByteString | undefined => {
  const items = lowerCase(value).split(',')
  if (items.some((item) => item !== 'none' && item !== 'crc32c')) return undefined
  return items.map((item) => (item === 'none' ? 'None' : 'CRC32C')).join(',')
}

const readFixed = (name: string, value: ByteString): Outcome => {
  const fixed = fixedParameters[name]!
  if (value === fixed || value === ':default:')
    return { verdict: 'mapped', became: `${name} ${fixed}, always` }
  return {
    verdict: 'mapped-lossy',
    why: `SCST always has ${name} ${fixed}; here stands ${value || 'nothing'}`,
  }
}
