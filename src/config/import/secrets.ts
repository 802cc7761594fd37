import type { ByteString } from '../../lib/bytes.ts'
import type { Range } from '../diagnostic.ts'
import type { Place, Source } from './report.ts'
import { words } from './text.ts'

const mask = '********'

/** Words that announce an account; what follows on the line may be a secret in a form no grammar knows. */
const announces = /(?:user(?!s\b)|incoming|outgoing|chap(?![",])|passw|secret)/i

/** Texts of ours quote no secrets; a shorter one may well be an ordinary word of them. */
const shortestWord = 8

type PlacesByLine = Map<ByteString, Map<number, Range[]>>

const addPlace = (places: PlacesByLine, { file, range }: Place): void => {
  if (range.start.line === range.end.line && range.start.column >= range.end.column) return
  const lines = places.get(file) ?? new Map<number, Range[]>()
  places.set(file, lines)
  for (let line = range.start.line; line <= range.end.line; line++) {
    const present = lines.get(line)
    if (present) present.push(range)
    else lines.set(line, [range])
  }
}

/** Marked places of files, and the secrets that stand in them. */
export class Secrets {
  readonly #byLine: PlacesByLine = new Map()
  readonly #veiled: PlacesByLine = new Map()
  /** By length, so that one look at each place of a text finds any of thousands. */
  #words: ReadonlyMap<number, ReadonlySet<ByteString>> = new Map()

  mark(place: Place): void {
    addPlace(this.#byLine, place)
  }

  /** Hides a place that may hold a secret or anything else: it is not looked for elsewhere. */
  veil(place: Place): void {
    addPlace(this.#veiled, place)
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
    const maps = [this.#byLine.get(file), this.#veiled.get(file)].flatMap((lines) => lines ?? [])
    if (maps.length === 0) return this.masked(text)
    const rangesOf = (at: number) => maps.flatMap((lines) => lines.get(at) ?? [])
    const parts = text.split('\n').map((part, i) => maskRanges(part, line + i, rangesOf(line + i)))
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

/** How much of an account stands behind the word that announces it: a name and a secret. */
const wordsOfAccount = 2

/** Masks what looks like an account although no grammar read it as one, also where it goes on in further lines. */
export class Guard {
  /** Words that are still to come. */
  #owed = 0

  /** A row in the order of the file; `isRead`: nothing of it needs to be hidden. */
  take(text: ByteString, isRead: boolean): ByteString {
    if (!isRead)
      return text
        .split('\n')
        .map((part) => this.#line(part))
        .join('\n')
    this.#owed = 0
    return text
  }

  #line(part: ByteString): ByteString {
    const at = part.search(announces)
    const count = words(at < 0 ? part : behind(part, at)).length
    const isOwed = this.#owed > 0
    if (at < 0) this.#owed = Math.max(0, this.#owed - count)
    else this.#owed = isMasked.test(part.slice(at)) ? 0 : Math.max(0, wordsOfAccount - count)
    if (isOwed) return part.replace(/[^ \t\r].*/, mask)
    return at < 0 ? part : maskTail(part, at)
  }
}

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

const behind = (part: ByteString, at: number): ByteString =>
  part.slice(at).replace(/^[^\s"'=:]*[\s"'=:]*/, '')

/** Keeps what comes before the second word behind the announcing one. */
const maskTail = (part: ByteString, at: number): ByteString => {
  if (isMasked.test(part.slice(at))) return part
  const tail = behind(part, at)
  return tail === '' ? part : `${part.slice(0, part.length - tail.length)}${mask}`
}
