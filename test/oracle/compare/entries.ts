import type { ByteString } from '../../../src/lib/bytes.ts'
import { ATTRIBUTES, familyOf } from './families.ts'

/**
 * An entry of scstadmin's standard output: a line that begins with `\t->`, `->` or a capital letter, with the blank
 * and continuation lines behind it.
 */
export interface Entry {
  readonly text: ByteString
  /** Class and object; undefined where order counts. */
  readonly family: string | undefined
}

export function entriesOf(stdout: ByteString): Entry[] {
  const entries: Entry[] = []
  const chunks = stdout.split(/^(?=\t?->|[A-Z])/m)
  for (let at = 0; at < chunks.length; at += 1) {
    const chunk = chunks[at]!
    if (isResult(chunk)) addResult(entries, chunk)
    else if (/differently\.\n\t {2}-> Re-assigning/.test(chunk)) {
      // the LUN goes and comes: one step
      entries.push(...withoutBlank(chunk + (chunks[at + 1] ?? '') + (chunks[at + 2] ?? '')))
      at += 2
    } else entries.push(...withoutBlank(chunk))
  }
  return entries
}

const isResult = (chunk: ByteString): boolean =>
  chunk.startsWith('Failed to ') || chunk.startsWith('WARNING: Received the following error:')

/**
 * What became of a line goes where that line goes. Of several values added to one attribute it depends on their order
 * which of them fails: there the result counts for the attribute.
 */
function addResult(entries: Entry[], result: ByteString): void {
  const blank = entries.at(-1)?.text.trim() === '' ? entries.pop() : undefined
  const whole = (blank?.text ?? '') + result
  const step = entries.at(-1)
  if (!step?.family?.startsWith(ATTRIBUTES)) {
    if (blank) entries.push(blank)
    entries.push({ text: result, family: undefined })
    return
  }
  const attribute = /^\t-> Adding .*attribute '(.*?)' with value /.exec(step.text)?.[1]
  if (attribute !== undefined) entries.push({ text: `${attribute}: ${whole}`, family: step.family })
  else entries[entries.length - 1] = { text: step.text + whole, family: step.family }
}

/** Blank lines behind a step belong to what comes next; a warning brings its own. */
function withoutBlank(chunk: ByteString): Entry[] {
  const family = familyOf(chunk)
  const [, step, blank] = /^(\t-> (?!WARNING|FATAL).*\n)(\n+)$/s.exec(chunk) ?? []
  if (family === undefined || step === undefined) return [{ text: chunk, family }]
  return [
    { text: step, family },
    { text: blank!, family: undefined },
  ]
}
