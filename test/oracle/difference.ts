import type { ByteString } from '../../src/lib/bytes.ts'

/** Where ours and the recording part. */
export interface Difference {
  /** What was compared, such as `stdout of step 2`. */
  readonly what: string
  readonly expected: ByteString
  readonly actual: ByteString
  /** Set when the recording is one that must never be copied: the rule's name. */
  readonly neverCopied?: string
}

/** The verdict on one replayed case or record. */
export interface Outcome {
  /** `kind/case`, with `#record` for records of a group. */
  readonly name: string
  readonly kind: string
  readonly differences: readonly Difference[]
}

const CONTEXT = 2
const LINES = 40

/** Both texts as one, `-` recorded, `+` ours, limited to the first changes. */
export function unified(difference: Difference): string {
  const expected = difference.expected.split('\n')
  const actual = difference.actual.split('\n')
  const lines = merge(expected, actual)
  const shown = lines.filter((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((line) => !line.startsWith(' ')),
  )
  const rest = shown.length - LINES
  return [`  ${difference.what}:`, ...shown.slice(0, LINES).map((line) => `    ${printable(line)}`)]
    .concat(rest > 0 ? [`    … ${rest} more lines`] : [])
    .join('\n')
}

/** Longest common subsequence by lines, over the part that differs. */
function merge(expected: readonly string[], actual: readonly string[]): string[] {
  let head = 0
  while (head < expected.length && head < actual.length && expected[head] === actual[head]) head += 1
  let tail = 0
  const shorter = Math.min(expected.length, actual.length) - head
  while (tail < shorter && expected.at(-1 - tail) === actual.at(-1 - tail)) tail += 1
  return [
    ...expected.slice(0, head).map((line) => ` ${line}`),
    ...mergeMiddle(expected.slice(head, expected.length - tail), actual.slice(head, actual.length - tail)),
    ...expected.slice(expected.length - tail).map((line) => ` ${line}`),
  ]
}

function mergeMiddle(expected: readonly string[], actual: readonly string[]): string[] {
  if (expected.length * actual.length > 1_000_000) {
    return [...expected.map((line) => `-${line}`), ...actual.map((line) => `+${line}`)]
  }
  const common = commonLengths(expected, actual)
  const lines: string[] = []
  for (let e = 0, a = 0; e < expected.length || a < actual.length; ) {
    if (e < expected.length && a < actual.length && expected[e] === actual[a]) {
      lines.push(` ${expected[e]}`)
      e += 1
      a += 1
    } else if (a === actual.length || (e < expected.length && common[e + 1]![a]! >= common[e]![a + 1]!)) {
      lines.push(`-${expected[e]}`)
      e += 1
    } else {
      lines.push(`+${actual[a]}`)
      a += 1
    }
  }
  return lines
}

/** Length of the longest common subsequence of the lines from each pair of places on. */
function commonLengths(expected: readonly string[], actual: readonly string[]): number[][] {
  const common = Array.from({ length: expected.length + 1 }, () =>
    new Array<number>(actual.length + 1).fill(0),
  )
  for (let e = expected.length - 1; e >= 0; e -= 1) {
    for (let a = actual.length - 1; a >= 0; a -= 1) {
      common[e]![a] =
        expected[e] === actual[a]
          ? common[e + 1]![a + 1]! + 1
          : Math.max(common[e + 1]![a]!, common[e]![a + 1]!)
    }
  }
  return common
}

/** Control characters made visible, bytes as characters. */
const printable = (line: string): string =>
  Buffer.from(line, 'latin1')
    .toString('utf8')
    .replace(/\p{Cc}/gu, (c) => (c === '\t' ? c : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`))
