import type { ByteString } from '../lib/bytes.ts'
import { integerOf } from './integer.ts'
import { ATTRIBUTES } from './scst/attribute-schema.ts'
import { flag, type ValueRule } from './scst/value-rule.ts'

/** Attributes whose value is a set of words; SCST keeps them in an order of its own. */
const SETS = new Set(['HeaderDigest', 'DataDigest'])

/** Attributes in hexadecimal, with or without `0x`. */
const HEXADECIMAL = new Set(['naa_id', 'eui64_id', 'cpu_mask'])

/** Attributes of several words, between which blanks do not count. */
const LISTS = new Set(['iSNSServer', ...namesOf((kind) => kind === 'account')])

const NUMBERS = new Set(namesOf((kind, isFlag) => kind === 'number' || isFlag))

function namesOf(fits: (kind: ValueRule['kind'], isFlag: boolean) => boolean): ByteString[] {
  return ATTRIBUTES.filter(({ value }) => fits(value.kind, value === flag)).map(({ name }) => name)
}

/**
 * Whether a wanted value means the one that SCST shows, so that setting it would change nothing. Of a text every byte
 * counts.
 */
export function isSameValue(name: ByteString, wanted: ByteString, shown: ByteString): boolean {
  if (wanted === shown) return true
  if (SETS.has(name)) return asSet(wanted) === asSet(shown)
  if (HEXADECIMAL.has(name)) return asHexadecimal(wanted) === asHexadecimal(shown)
  if (LISTS.has(name)) return words(wanted) === words(shown)
  if (!NUMBERS.has(name)) return false
  const number = integerOf(wanted)
  return number !== undefined && number === integerOf(shown)
}

const asSet = (text: ByteString): string =>
  text
    .split(',')
    .map((word) => word.trim())
    .sort()
    .join()

const asHexadecimal = (text: ByteString): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/^0x/, '')
    .replace(/^0+(?=.)/, '')

/** SCST keeps one blank between words. */
const words = (text: ByteString): string => text.trim().replace(/[ \t]+/g, ' ')
