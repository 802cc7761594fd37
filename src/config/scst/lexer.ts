import type { ByteString } from '../../lib/bytes.ts'
import type { Faults } from './faults.ts'
import { unescaped, wordsOf } from './lenient.ts'
import { onLine, type Token, type Word } from './syntax.ts'

/** The words and braces of a file as they look; what the lenient reader takes otherwise is a fault. */
export function* tokens(text: ByteString, faults: Faults): Generator<Token> {
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    yield* new LineLexer(line, index + 1, faults).tokens()
    if (index < lines.length - 1)
      yield { kind: 'newline', range: onLine(index + 1, line.length, line.length + 1) }
  }
}

const BLANK = /[ \t\r\f\v]/
const QUOTED = /"((?:\\[^\n]|[^"\\])*)"/y
const ESCAPE = /\\([^\n])/g
const RUN = /(?:\\[^\n]|[^ \t\r\f\v{}#\\]|\\$)+/y

class LineLexer {
  readonly #line: ByteString
  readonly #number: number
  readonly #faults: Faults
  #position = 0

  constructor(line: ByteString, number: number, faults: Faults) {
    this.#line = line
    this.#number = number
    this.#faults = faults
  }

  tokens(): Token[] {
    const found: Token[] = []
    while (this.#position < this.#line.length) {
      const character = this.#line[this.#position]!
      if (character === '#') {
        this.#comment()
        break
      }
      if (BLANK.test(character)) this.#position += 1
      else if (character === '{') found.push({ kind: 'open', range: this.#take(1) })
      else if (character === '}') found.push({ kind: 'close', range: this.#take(1) })
      else found.push({ kind: 'word', word: this.#word() })
    }
    this.#compare(found)
    return found
  }

  #comment(): void {
    const before = this.#line[this.#position - 1]
    if (before === undefined || BLANK.test(before)) return
    const range = onLine(this.#number, this.#position - 1, this.#position + 1)
    this.#faults.add('hash-in-word', range, this.#line.slice(this.#position - 1, this.#position + 1))
  }

  #word(): Word {
    const start = this.#position
    QUOTED.lastIndex = start
    const quoted = QUOTED.exec(this.#line)
    if (quoted) return this.#quoted(quoted[0], quoted[1]!)
    RUN.lastIndex = start
    const raw = RUN.exec(this.#line)![0]
    const range = this.#take(raw.length)
    if (raw.startsWith('"')) this.#faults.add('unpaired-quote', range, raw)
    else if (raw.includes('"')) this.#faults.add('quote-in-word', range, raw)
    else if (raw.endsWith(';')) this.#faults.add('semicolon', range, raw)
    this.#escapes(raw, start)
    return { text: raw.replace(ESCAPE, '$1'), isQuoted: false, range }
  }

  #quoted(whole: ByteString, raw: ByteString): Word {
    const start = this.#position
    const range = this.#take(whole.length)
    const hash = /[^\\]#/.exec(whole)
    if (hash)
      this.#faults.add(
        'hash-in-word',
        onLine(this.#number, start + hash.index, start + hash.index + 2),
        hash[0],
      )
    if (/[{}]/.test(raw)) this.#faults.add('brace-in-quotes', range)
    const next = this.#line[this.#position]
    if (next !== undefined && !BLANK.test(next) && !'{}#'.includes(next))
      this.#faults.add('words-touch', range, whole)
    this.#escapes(raw, start + 1)
    return { text: raw.replace(ESCAPE, '$1'), isQuoted: true, range }
  }

  #escapes(raw: ByteString, start: number): void {
    for (const match of raw.matchAll(ESCAPE)) {
      if (match[1] === '#' || match[1] === '\\') continue
      const range = onLine(this.#number, start + match.index, start + match.index + 2)
      const isSyntax = '{}" \t\r\f\v'.includes(match[1]!)
      this.#faults.add(isSyntax ? 'escape-without-effect' : 'backslash-lost', range, match[0])
    }
  }

  /** Whatever has no name of its own: the lenient reader finds other words on the line. */
  #compare(found: readonly Token[]): void {
    if (this.#faults.isOnLine(this.#number)) return
    const theirs = unescaped(this.#line)
      .split(/([{}])/)
      .flatMap((part) => (part === '{' || part === '}' ? [part] : wordsOf(part)))
    const ours = found.map((token) => {
      if (token.kind === 'word') return token.word.text
      return token.kind === 'open' ? '{' : '}'
    })
    if (theirs.length !== ours.length || theirs.some((word, index) => word !== ours[index]))
      this.#faults.add('misread', onLine(this.#number, 0, this.#line.length), theirs.join(' '))
  }

  #take(length: number) {
    const range = onLine(this.#number, this.#position, this.#position + length)
    this.#position += length
    return range
  }
}
