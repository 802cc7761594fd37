import type { ByteString } from '../../lib/bytes.ts'
import type { Range } from '../diagnostic.ts'

export interface Line {
  /** Counts from 1. */
  readonly line: number
  readonly lastLine: number
  readonly text: ByteString
}

/** The lines of a text without their ends; a final line end begins no further line. */
export const linesOf = (text: ByteString): Line[] => {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line, i) => ({ line: i + 1, lastLine: i + 1, text: line.replace(/\r$/, '') }))
}

/** The same, with all lines together that one of the spans reaches over. */
export const joinedLines = (text: ByteString, spans: readonly Range[]): Line[] => {
  const reach = new Map<number, number>()
  for (const { start, end } of spans) {
    reach.set(start.line, Math.max(end.line, reach.get(start.line) ?? 0))
  }
  const joined: Line[] = []
  let until = 0
  for (const line of linesOf(text)) {
    const last = joined.at(-1)
    if (last && line.line <= until) {
      joined[joined.length - 1] = { ...last, lastLine: line.line, text: `${last.text}\n${line.text}` }
    } else {
      joined.push(line)
    }
    until = Math.max(until, reach.get(line.line) ?? 0)
  }
  return joined
}

/** Part of one line; columns count from 1 and `to` is the first byte behind. */
export const span = (line: number, from: number, to: number): Range => ({
  start: { line, column: from },
  end: { line, column: Math.max(from, to) },
})

/** Where byte `offset` of a text stands. */
export const positionFinder = (text: ByteString): ((offset: number) => Range['start']) => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  let last = 0
  return (offset) => {
    const isNear = starts[last]! <= offset && offset < (starts[last + 1] ?? Infinity)
    let low = isNear ? last : 0
    let high = isNear ? last : starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    last = low
    return { line: low + 1, column: offset - starts[low]! + 1 }
  }
}
