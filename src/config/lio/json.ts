import { type ByteString, fromUnicode } from '../../lib/bytes.ts'
import { positionFinder } from '../import/lines.ts'
import type { Place, Source } from '../import/report.ts'

/** A JSON value that knows where it stands. */
export type Json =
  | { readonly kind: 'object'; readonly members: readonly Member[]; readonly place: Place }
  | { readonly kind: 'array'; readonly items: readonly Json[]; readonly place: Place }
  | { readonly kind: 'string'; readonly value: ByteString; readonly place: Place }
  | { readonly kind: 'number'; readonly value: number; readonly place: Place }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly place: Place }
  | { readonly kind: 'null'; readonly place: Place }

export interface Member {
  readonly name: ByteString
  readonly value: Json
  /** From the name to the end of a plain value, or to the bracket that opens it. */
  readonly place: Place
}

export type Parsed =
  | { readonly value: Json; readonly brackets: readonly Place[] }
  | { readonly fault: ByteString; readonly place: Place }

/** RFC 8259, with the place of everything; a byte order mark is skipped. Deeper than 100 levels is a fault. */
export const parseJson = (source: Source): Parsed => {
  const parser = new Parser(source)
  try {
    return parser.run()
  } catch (fault) {
    if (fault instanceof JsonFault) return { fault: fault.message, place: fault.place }
    throw fault
  }
}

class JsonFault extends Error {
  readonly place: Place
  constructor(message: string, place: Place) {
    super(message)
    this.place = place
  }
}

const deepest = 100
const byteOrderMark = '\xef\xbb\xbf'

class Parser {
  readonly #text: ByteString
  readonly #file: ByteString
  readonly #positionOf: ReturnType<typeof positionFinder>
  readonly #brackets: Place[] = []
  #at: number

  constructor({ file, text }: Source) {
    this.#text = text
    this.#file = file
    this.#positionOf = positionFinder(text)
    this.#at = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0
  }

  run(): Parsed {
    const value = this.#value(0)
    this.#blanks()
    if (this.#at < this.#text.length) this.#fail('text behind the end of the document')
    return { value, brackets: this.#brackets }
  }

  #value(depth: number): Json {
    this.#blanks()
    if (depth > deepest) this.#fail(`nested deeper than ${deepest} levels`)
    const start = this.#at
    switch (this.#text[start]) {
      case '{':
        return this.#object(depth)
      case '[':
        return this.#array(depth)
      case '"': {
        const value = this.#string()
        return { kind: 'string', value, place: this.#place(start) }
      }
      default:
        return this.#word(start)
    }
  }

  #object(depth: number): Json {
    const start = this.#at
    const members: Member[] = []
    this.#open()
    while (!this.#closes('}')) {
      const from = this.#at
      if (this.#text[from] !== '"') this.#fail('a name in double quotes was expected')
      const name = this.#string()
      this.#blanks()
      if (this.#text[this.#at] !== ':') this.#fail('`:` was expected')
      this.#at++
      this.#blanks()
      const isPlain = !/[{[]/.test(this.#text[this.#at] ?? '')
      const opened = this.#at + 1
      const value = this.#value(depth + 1)
      members.push({ name, value, place: this.#place(from, isPlain ? this.#at : opened) })
      if (!this.#separates('}')) break
    }
    return { kind: 'object', members, place: this.#place(start, start + 1) }
  }

  #array(depth: number): Json {
    const start = this.#at
    const items: Json[] = []
    this.#open()
    while (!this.#closes(']')) {
      items.push(this.#value(depth + 1))
      if (!this.#separates(']')) break
    }
    return { kind: 'array', items, place: this.#place(start, start + 1) }
  }

  #open(): void {
    this.#brackets.push(this.#place(this.#at, this.#at + 1))
    this.#at++
    this.#blanks()
  }

  #closes(bracket: '}' | ']'): boolean {
    this.#blanks()
    if (this.#text[this.#at] !== bracket) return false
    this.#brackets.push(this.#place(this.#at, this.#at + 1))
    this.#at++
    return true
  }

  /** Behind an entry: `,` and another one, or the end. */
  #separates(bracket: '}' | ']'): boolean {
    if (this.#closes(bracket)) return false
    if (this.#text[this.#at] !== ',') this.#fail(`\`,\` or \`${bracket}\` was expected`)
    this.#brackets.push(this.#place(this.#at, this.#at + 1))
    this.#at++
    this.#blanks()
    if (this.#text[this.#at] === bracket) this.#fail(`nothing stands between \`,\` and \`${bracket}\``)
    return true
  }

  #string(): ByteString {
    const found = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"/y
    found.lastIndex = this.#at
    const raw = found.exec(this.#text)?.[0]
    if (raw === undefined) this.#fail('the string has no end on its line')
    const value = unescaped(raw!)
    if (value === undefined) this.#fail('the string holds an escape that JSON does not have')
    this.#at += raw!.length
    return value!
  }

  #word(start: number): Json {
    const found = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
    found.lastIndex = start
    const word = found.exec(this.#text)?.[0] ?? ''
    if (word === '') this.#fail('a value was expected')
    this.#at += word.length
    const place = this.#place(start)
    if (word === 'null') return { kind: 'null', place }
    if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true', place }
    return { kind: 'number', value: Number(word), place }
  }

  #blanks(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #place(from: number, to = this.#at): Place {
    return { file: this.#file, range: { start: this.#positionOf(from), end: this.#positionOf(to) } }
  }

  #fail(message: string): void {
    throw new JsonFault(message, this.#place(this.#at, this.#at))
  }
}

/** Bytes stay bytes; only escapes are letters. */
const unescaped = (raw: ByteString): ByteString | undefined => {
  if (!raw.includes('\\')) return raw.slice(1, -1)
  try {
    return raw
      .slice(1, -1)
      .replace(/(?:\\u[0-9a-fA-F]{4})+|\\./g, (part) => fromUnicode(JSON.parse(`"${part}"`) as string))
  } catch {
    return undefined
  }
}
