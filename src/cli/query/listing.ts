import type { Running } from '../../admin/running.ts'
import type { ByteString } from '../../lib/bytes.ts'
import type { Given } from '../given.ts'

/** What a query found: as the classic verbs print it, and as data. */
export interface Listing {
  readonly text: ByteString
  /** Exit status where it is not 0. */
  readonly status?: number
  /** Why the rest cannot be read; shown behind the text, and the status is 1. */
  readonly warning?: ByteString
  /** For `--json`; texts are bytes. */
  readonly found: unknown
}

/** Whether a query names one object; the name `0` is one, too. */
export const isGiven = (name: ByteString | undefined): name is ByteString => name !== undefined && name !== ''

/** A question to the running system. Throws `ReadError` where the original warns and exits with 1. */
export type Query = (running: Running, given: Given, options: { readonly nonKey?: boolean }) => Listing

/** Length of the longest, but at least `minimum`: in bytes, as SCST's tool counts and no table package does. */
export function widest(texts: Iterable<ByteString>, minimum = 0): number {
  let width = minimum
  for (const { length } of texts) width = Math.max(width, length)
  return width
}

/** A ruler below a heading. */
export const dashes = (length: number): ByteString => `\t${'-'.repeat(length)}\n`

/** One name a line below a heading and a ruler of the given length. */
export const nameList = (
  heading: ByteString,
  rulerLength: number,
  names: readonly ByteString[],
  indent = '\t',
): ByteString => [heading, '-'.repeat(rulerLength), ...names].map((line) => `${indent}${line}\n`).join('')
