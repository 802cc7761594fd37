import type { ByteString } from '../../../src/lib/bytes.ts'
import { type Entry, entriesOf } from './entries.ts'
import { normalised } from './tables.ts'

/** Texts in which only what is free in the original differs become equal. */
export function canonicalStdout(stdout: ByteString): ByteString {
  const out: ByteString[] = []
  let run: Entry[] = []
  const flush = () => {
    out.push(...(run[0]?.family === undefined ? run.map(text) : run.map(text).sort()))
    run = []
  }
  for (const entry of entriesOf(normalised(stdout))) {
    if (run.length > 0 && run[0]!.family !== entry.family) flush()
    run.push(entry)
  }
  flush()
  return out.join('')
}

/**
 * Where a run of free order was cut by a FATAL the original has left other entries of the run undone: what stands
 * before the run, and the FATAL itself, is what can be compared.
 */
export function upToFatal(stdout: ByteString): { text: ByteString; object: string } | undefined {
  const entries = entriesOf(normalised(stdout))
  const fatal = entries.findIndex((entry) => entry.text.startsWith('FATAL: Received the following error'))
  const last = entries.findLastIndex((entry, at) => at < fatal && entry.text.trim() !== '')
  const family = entries[last]?.family
  if (fatal < 1 || family === undefined) return undefined
  let first = last
  while (first > 0 && entries[first - 1]!.family === family) first -= 1
  return {
    text: `${canonicalStdout(entries.slice(0, first).map(text).join(''))}${family}\n${entries[fatal]!.text}`,
    object: family.slice(family.indexOf(' ') + 1),
  }
}

const text = (entry: Entry): ByteString => entry.text
