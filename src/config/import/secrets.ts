import type { ByteString } from '../../lib/bytes.ts'
import type { Range } from '../diagnostic.ts'
import type { Place, Source } from './report.ts'

const mask = '********'

/** Words that announce an account; what follows on the line may be a secret in a form no grammar knows. */
const announces = /(?:user(?!s\b)|incoming|outgoing|chap(?![",])|passw|secret)/i

/** Texts of ours quote no secrets; a shorter one may well be an ordinary word of them. */
const shortestWord = 8

/** Marked places of files, and the secrets that stand in them. */
export class Secrets {
  readonly #byLine = new Map<ByteString, Map<number, Range[]>>()
  /** By length, so that one look at each place of a text finds any of thousands. */
  #words: ReadonlyMap<number, ReadonlySet<ByteString>> = new Map()

  mark({ file, range }: Place): void {
    const lines = this.#byLine.get(file) ?? new Map<number, Range[]>()
    this.#byLine.set(file, lines)
    for (let line = range.start.line; line <= range.end.line; line++) {
      lines.set(line, [...(lines.get(line) ?? []), range])
    }
  }

  /** Reads the secrets where they stand, to find them wherever else they are said. */
  learn(sources: readonly Source[]): void {
    const words = new Map<number, Set<ByteString>>()
    for (const { file, text } of sources) {
      const lines = text.split('\n')
      for (const [line, ranges] of this.#byLine.get(file) ?? []) {
        for (const { start, end } of ranges.filter((range) => range.start.line === range.end.line)) {
          const word = lines[line - 1]?.slice(start.column - 1, end.column - 1) ?? ''
          if (word.length < shortestWord) continue
          words.set(word.length, (words.get(word.length) ?? new Set()).add(word))
        }
      }
    }
    this.#words = words
  }

  /** A text that begins on a line of a file, for people to read. */
  shown(text: ByteString, file: ByteString, line: number): ByteString {
    const marked = this.#byLine.get(file)
    if (!marked) return this.masked(text)
    const parts = text.split('\n').map((part, i) => maskRanges(part, line + i, marked.get(line + i) ?? []))
    return this.masked(parts.join('\n'))
  }

  /** Any text, with the secrets masked that stand in it as words. */
  masked(text: ByteString): ByteString {
    if (this.#words.size === 0) return text
    let shown = ''
    let from = 0
    for (let at = 0; at <= text.length - shortestWord; at++) {
      const length = isWordByte(text, at - 1) ? 0 : this.#wordAt(text, at)
      if (length === 0) continue
      shown += text.slice(from, at) + mask
      from = at + length
      at = from - 1
    }
    return shown + text.slice(from)
  }

  /** How long the longest secret is that begins here and does not go on as a word. */
  #wordAt(text: ByteString, at: number): number {
    let longest = 0
    for (const [length, words] of this.#words) {
      if (length <= longest || at + length > text.length || isWordByte(text, at + length)) continue
      if (words.has(text.slice(at, at + length))) longest = length
    }
    return longest
  }
}

const isWordByte = (text: ByteString, at: number): boolean => {
  const code = text.charCodeAt(at)
  const letter = code | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39)
}

/** Masks the tail of lines that look like an account although no grammar read them as one. */
export const guarded = (text: ByteString): ByteString => (announces.test(text) ? maskTail(text) : text)

/** Behind the announcing word: names, each with a masked secret, and nothing else. */
const isMasked = /^[^\s"'=:]*["'\s=:]*(?:[^\s"']+["'\s]+"?\*{8}["',;}\s)]*)+$/

/** Overlapping ranges are one. */
const maskRanges = (part: ByteString, line: number, ranges: readonly Range[]): ByteString => {
  const spans = ranges
    .map(({ start, end }) => ({
      from: start.line === line ? start.column - 1 : 0,
      to: end.line === line ? end.column - 1 : part.length,
    }))
    .sort((a, b) => a.from - b.from)
  let shown = ''
  let at = 0
  for (const [i, { from, to }] of spans.entries()) {
    if (i === 0 || from >= at) shown += `${part.slice(at, from)}${mask}`
    at = Math.max(at, to)
  }
  return shown + part.slice(at)
}

/** Keeps what comes before the second word behind the announcing one. */
const maskTail = (text: ByteString): ByteString =>
  text
    .split('\n')
    .map((part) => {
      const at = part.search(announces)
      if (at < 0 || isMasked.test(part.slice(at))) return part
      const [ahead] = /^[^\s"'=:]*[\s"'=:]*/.exec(part.slice(at))!
      return part.length > at + ahead.length ? `${part.slice(0, at)}${ahead}${mask}` : part
    })
    .join('\n')
