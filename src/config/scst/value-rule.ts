import type { ByteString } from '../../lib/bytes.ts'
import { integerOf } from '../integer.ts'

/** What an attribute takes. */
export type ValueRule =
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly of: readonly ByteString[] }
  /** Up to so many bytes; without `blanks`, one word. */
  | { readonly kind: 'text'; readonly max: number; readonly blanks: boolean }
  /** An absolute one; of a medium `none`, too. */
  | { readonly kind: 'path'; readonly orNone: boolean }
  | { readonly kind: 'digests' }
  | { readonly kind: 'hexadecimal'; readonly digits: readonly number[] }
  /** A user and a secret. */
  | { readonly kind: 'account' }
  /** Whatever SCST makes of it. */
  | { readonly kind: 'any' }

export const number = (min: number, max: number): ValueRule => ({ kind: 'number', min, max })
export const choice = (...of: ByteString[]): ValueRule => ({ kind: 'choice', of })
export const text = (max: number): ValueRule => ({ kind: 'text', max, blanks: true })
export const word = (max: number): ValueRule => ({ kind: 'text', max, blanks: false })
export const flag = choice('0', '1')
export const yesNo = choice('Yes', 'No', ':default:')
export const path: ValueRule = { kind: 'path', orNone: false }
export const medium: ValueRule = { kind: 'path', orNone: true }
export const digests: ValueRule = { kind: 'digests' }
export const account: ValueRule = { kind: 'account' }
export const any: ValueRule = { kind: 'any' }

/** `:default:` is taken wherever iSCSI parameters are. */
export const orDefault = (value: ByteString): boolean => value === ':default:'

export function isAllowed(rule: ValueRule, value: ByteString): boolean {
  switch (rule.kind) {
    case 'number':
      return orDefault(value) || inRange(integerOf(value), rule)
    case 'choice':
      return rule.of.includes(value) || (rule === flag && inRange(integerOf(value), { min: 0, max: 1 }))
    case 'text':
      return value.length <= rule.max && (rule.blanks || !/[ \t]/.test(value))
    case 'path':
      return /^\/[^ \t=;]*$/.test(value) || value === '' || (rule.orNone && value === 'none')
    case 'digests':
      return orDefault(value) || value.split(',').every((item) => /^(None|CRC32C)$/i.test(item))
    case 'hexadecimal': {
      const digits = value.trim().replace(/^0x/, '')
      return /^[0-9a-f]*$/i.test(digits) && [0, ...rule.digits].includes(digits.length)
    }
    case 'account':
      return /^[^ \t]+[ \t]+[^ \t]+/.test(value)
    case 'any':
      return true
  }
}

const inRange = (value: bigint | undefined, { min, max }: { min: number; max: number }): boolean =>
  value !== undefined && min <= value && value <= max

/** What is allowed, in a few words. */
export function describe(rule: ValueRule): ByteString {
  switch (rule.kind) {
    case 'number':
      return Number.isFinite(rule.max) ? `${rule.min} to ${rule.max}` : `a number from ${rule.min} on`
    case 'choice':
      return rule.of.join(', ')
    case 'text':
      return `${rule.blanks ? 'text' : 'one word'} of up to ${rule.max} bytes`
    case 'path':
      return `a path from / on, without blank, = and ;${rule.orNone ? ', or none' : ''}`
    case 'digests':
      return 'None, CRC32C, or both with a comma between'
    case 'hexadecimal':
      return `0x and ${rule.digits.join(', ')} hexadecimal digits`
    case 'account':
      return '"user secret"'
    case 'any':
      return 'any text'
  }
}
