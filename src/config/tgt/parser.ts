import type { ByteString } from '../../lib/bytes.ts'
import type { ImportOptions } from '../import/imported.ts'
import { type Line, linesOf, span } from '../import/lines.ts'
import type { Place, Report, Source } from '../import/report.ts'
import { lowerCase, trimmed } from '../import/text.ts'

/** `key value` of the dialect that tgt-admin reads. */
export interface Statement {
  readonly key: ByteString
  readonly value: ByteString
  readonly place: Place
  /** Of the value alone. */
  readonly inner: Place
}

/** Of a value all but its first word: the secret, where it is an account. */
export const tailOf = ({ value, inner, place }: Statement): Place => {
  const { start, end } = inner.range
  if (start.line !== end.line) return place
  const at = value.search(/[ \t]|$/)
  return { file: inner.file, range: span(start.line, start.column + at + 1, end.column) }
}

/** `<name argument>` … `</name>`. */
export interface Block {
  readonly name: ByteString
  readonly argument: ByteString
  readonly statements: readonly Statement[]
  readonly blocks: readonly Block[]
  readonly place: Place
}

/** A whole file with its includes; `isBroken`: a part of it could not be read and may hold rules of access. */
export interface Document extends Pick<Block, 'statements' | 'blocks'> {
  readonly isBroken: boolean
  /** Statements and beginnings of blocks, wherever they stand, also in blocks that never end. */
  readonly all: readonly Pick<Statement, 'key' | 'place' | 'inner'>[]
}

export const parseDocument = (
  source: Source,
  report: Report,
  include: ImportOptions['include'],
): Document => {
  const parser = new Parser(report, include)
  parser.read(source, 0)
  return parser.document()
}

interface Open {
  readonly name: ByteString
  readonly argument: ByteString
  readonly statements: Statement[]
  readonly blocks: Block[]
  readonly place: Place
}

/** A line with its comment cut, and the lines that a backslash joined to it. */
interface Content {
  readonly text: ByteString
  readonly line: Line
  readonly place: Place
}

const deepestInclude = 8

class Parser {
  readonly #report: Report
  readonly #include: ImportOptions['include']
  readonly #stack: Open[] = []
  readonly #seen = new Set<ByteString>()
  readonly #all: Pick<Statement, 'key' | 'place' | 'inner'>[] = []
  #isBroken = false

  constructor(report: Report, include: ImportOptions['include']) {
    this.#report = report
    this.#include = include
    const start = { line: 1, column: 1 }
    this.#stack.push({
      name: '',
      argument: '',
      statements: [],
      blocks: [],
      place: { file: '', range: { start, end: start } },
    })
  }

  document(): Document {
    for (const open of this.#stack.slice(1))
      this.#fault(open.place, `<${open.name}> has no end: tgt-admin refuses the file`)
    const { statements, blocks } = this.#stack[0]!
    return { statements, blocks, isBroken: this.#isBroken, all: this.#all }
  }

  read(source: Source, depth: number): void {
    this.#report.read(source)
    this.#seen.add(source.file)
    const lines = linesOf(source.text)
    for (let i = 0; i < lines.length; ) {
      const skipped = this.#comment(source.file, lines, i)
      if (skipped > 0) {
        i += skipped
        continue
      }
      const { content, count } = joined(source.file, lines, i)
      i += count
      const text = trimmed(content.text)
      if (text === '') {
        if (trimmed(content.line.text) !== '') this.#report.ignored(content.place, 'comment')
      } else if (text.startsWith('<')) this.#tag(content, text)
      else i += this.#statement(content, lines, i, depth)
    }
  }

  /** A line beginning with an asterisk comment hides all up to its end. Gives the number of lines used. */
  #comment(file: ByteString, lines: readonly Line[], at: number): number {
    if (!/^[ \t]*\/\*/.test(lines[at]!.text)) return 0
    let last = at
    while (last < lines.length - 1 && !lines[last]!.text.includes('*/')) last++
    const ended = lines[last]!.text
    const behind = ended.slice(ended.lastIndexOf('*/') + 2)
    for (const { line, text } of lines.slice(at, last + 1)) {
      const place = { file, range: span(line, 1, text.length + 1) }
      if (trimmed(text) !== '') this.#report.ignored(place, 'comment')
    }
    if (ended.includes('*/') && trimmed(behind) !== '') {
      this.#fault({ file, range: span(last + 1, 1, ended.length + 1) }, 'text behind the end of a comment')
    }
    return last - at + 1
  }

  #tag({ place, line }: Content, text: ByteString): void {
    const closing = /^<\/([^>\s]*)[^>]*>/.exec(text)
    if (closing) {
      this.#close(closing[1]!, place)
      return
    }
    const end = text.lastIndexOf('>')
    const fault = tagFault(text, end)
    if (fault !== undefined) {
      this.#fault(place, fault)
      return
    }
    const inside = text.slice(1, end)
    if (/^[ \t]/.test(inside)) {
      this.#fault(place, 'a blank behind `<`: tgt-admin makes nothing of the block')
      this.#push('?', '', place)
      return
    }
    const isEmpty = inside.endsWith('/')
    const [, name = '', rest = ''] = /^([^ \t]*)(.*)$/s.exec(isEmpty ? inside.slice(0, -1) : inside) ?? []
    this.#push(name, argumentOf(rest), {
      ...place,
      range: { ...place.range, start: { ...place.range.start, line: line.line } },
    })
    if (isEmpty) this.#close(name, place)
  }

  #push(name: ByteString, argument: ByteString, place: Place): void {
    this.#stack.push({ name, argument, statements: [], blocks: [], place })
    this.#all.push({ key: name, place, inner: place })
  }

  #close(name: ByteString, place: Place): void {
    const open = this.#stack.at(-1)!
    if (this.#stack.length === 1 || (open.name !== '?' && lowerCase(open.name) !== lowerCase(name))) {
      this.#fault(place, `</${name}> closes nothing: tgt-admin refuses the file`)
      return
    }
    this.#stack.pop()
    this.#stack.at(-1)!.blocks.push(open)
    this.#report.syntax(place)
  }

  /** Gives the number of further lines used. */
  #statement({ text, place }: Content, lines: readonly Line[], next: number, depth: number): number {
    const found = /^([ \t]*)([^ \t=]*)([ \t]*=[ \t]*|[ \t]*)(.*)$/s.exec(text)!
    const key = found[2]!
    const ahead = found[1]!.length + key.length + found[3]!.length
    const value = unquoted(trimmed(found[4]!).replace(/\\#/g, '#'))
    const { start, end } = place.range
    const column = start.column + ahead + (found[4]!.startsWith('"') ? 1 : 0)
    const inner = { ...place, range: { start: { ...start, column }, end } }
    if (/^include$/i.test(key)) {
      this.#includes(value, { key, value, place, inner }, depth)
      return 0
    }
    const heredoc = /^<<[ \t]*([A-Za-z_]\w*)$/.exec(value)
    if (!heredoc) {
      this.#add({ key, value, place, inner })
      return 0
    }
    const rest = lines.slice(next)
    const length = rest.findIndex((line) => trimmed(line.text) === heredoc[1])
    const used = length < 0 ? rest : rest.slice(0, length + 1)
    const last = used.at(-1)
    const whole = last
      ? {
          ...place,
          range: { start: place.range.start, end: { line: last.line, column: last.text.length + 1 } },
        }
      : place
    if (length < 0) this.#fault(whole, `the text has no end ${heredoc[1]}`)
    else {
      const body = used
        .slice(0, -1)
        .map((line) => line.text)
        .join('\n')
      this.#add({ key, value: body, place: whole, inner: whole })
    }
    return used.length
  }

  #add(statement: Statement): void {
    const { start, end } = statement.place.range
    if (start.line !== end.line && /user[ \t=]/i.test(statement.value)) {
      this.#report.secret(statement.place)
      this.#fault(statement.place, 'a joined line swallows an account')
      return
    }
    this.#stack.at(-1)!.statements.push(statement)
    this.#all.push(statement)
  }

  #includes(pattern: ByteString, { place }: Statement, depth: number): void {
    const sources = depth < deepestInclude ? this.#include(pattern, place.file) : undefined
    if (!sources) {
      this.#fault(place, 'the files of the include cannot be read')
      return
    }
    this.#report.mapped(place, sources.length === 1 ? '1 file' : `${sources.length} files`)
    for (const source of sources) {
      if (this.#seen.has(source.file)) this.#fault(place, 'a file of the include is included already')
      else this.read(source, depth + 1)
    }
  }

  #fault(place: Place, why: ByteString): void {
    this.#isBroken = true
    this.#report.rejected(place, why)
  }
}

/** `#` cuts a line wherever it stands unless escaped; a backslash at the end joins the next line. */
const joined = (
  file: ByteString,
  lines: readonly Line[],
  at: number,
): { content: Content; count: number } => {
  const line = lines[at]!
  let text = withoutComment(line.text)
  let count = 1
  while (/\\[ \t]*$/.test(text) && at + count < lines.length) {
    text = text.replace(/\\[ \t]*$/, '') + withoutComment(lines[at + count]!.text).replace(/^[ \t]+/, '')
    count++
  }
  const last = lines[at + count - 1]!
  const start = { line: line.line, column: line.text.search(/[^ \t]|$/) + 1 }
  const end = { line: last.line, column: last.text.length + 1 }
  return {
    content: { text: text.replace(/^[ \t]+/, ''), line, place: { file, range: { start, end } } },
    count,
  }
}

const withoutComment = (text: ByteString): ByteString => text.replace(/(^|[^\\])#.*$/, '$1')

/** One pair of quotes around the whole. */
const unquoted = (text: ByteString): ByteString =>
  text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text

const tagFault = (text: ByteString, end: number): ByteString | undefined => {
  if (/^<<include/i.test(text)) return 'another dialect: tgt-admin stops here'
  if (end < 0) return 'the block has no `>`'
  return trimmed(text.slice(end + 1)) === '' ? undefined : 'text behind `>`: tgt-admin refuses the file'
}

const argumentOf = (text: ByteString): ByteString => unquoted(trimmed(text))
