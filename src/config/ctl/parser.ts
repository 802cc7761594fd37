import type { ByteString } from '../../lib/bytes.ts'
import type { Place, Report, Source } from '../import/report.ts'
import { type Context, grammar, isKeyword, type Shape } from './grammar.ts'
import { lex, type Token } from './lexer.ts'

export interface Statement {
  readonly keyword: ByteString
  readonly values: readonly Token[]
  readonly place: Place
  /** Of `{ … }`. */
  readonly block?: readonly Statement[]
}

export interface Document {
  readonly statements: readonly Statement[]
  /** ctld refuses a file with any error as a whole. */
  readonly isBroken: boolean
}

export const parseDocument = (source: Source, report: Report): Document => {
  report.read(source)
  const { tokens, comments } = lex(source)
  for (const place of comments) report.ignored(place, 'comment')
  const parser = new Parser(tokens, report)
  const statements = parser.block('global', false)
  if (parser.isBroken) {
    hideAccounts(tokens, parser.unknown, report)
    // With a quote too many what looks like a comment may be part of an account.
    for (const place of comments) report.veil(place)
  }
  return { statements, isBroken: parser.isBroken }
}

/**
 * In a file that cannot be read for sure, all behind a `chap` may be a secret, up to where something else begins; so
 * may each word that nobody knows.
 */
const hideAccounts = (tokens: readonly Token[], unknown: ReadonlySet<Token>, report: Report): void => {
  let isAccount = false
  for (const token of tokens) {
    const { kind, text, place } = token
    if (unknown.has(token)) report.veil(place)
    if (kind === 'word' && isKeyword(text)) isAccount = text.startsWith('chap')
    else if (kind === '{' || kind === '}') isAccount = false
    else if (isAccount) report.secret(place)
  }
}

class Parser {
  readonly #tokens: readonly Token[]
  readonly #report: Report
  #at = 0
  isBroken = false
  /** Where a keyword was expected. */
  readonly unknown = new Set<Token>()

  constructor(tokens: readonly Token[], report: Report) {
    this.#tokens = tokens
    this.#report = report
  }

  block(context: Context, isInner: boolean, depth = 0): Statement[] {
    const statements: Statement[] = []
    for (let token = this.#next(); token; token = this.#next()) {
      if (token.kind === '}' && isInner) {
        this.#report.syntax(token.place)
        return statements
      }
      if (token.kind === ';') {
        this.#report.syntax(token.place)
        continue
      }
      const statement = this.#statement(token, context, depth)
      if (statement) statements.push(statement)
    }
    if (isInner) this.#fault(this.#tokens.at(-1)!.place, 'a `}` is missing at the end of the file')
    return statements
  }

  #statement(token: Token, context: Context, depth: number): Statement | undefined {
    const shapes = grammar[context]
    const shape = token.kind === 'word' && Object.hasOwn(shapes, token.text) ? shapes[token.text] : undefined
    if (context === 'foreign-block') return this.#foreign(token)
    if (!shape) {
      this.unknown.add(token)
      this.#fault(token.place, `${isKeyword(token.text) ? token.text : 'a word'} is not understood here`)
      return undefined
    }
    const values: Token[] = []
    while (values.length < shape.values) {
      const value = this.#value()
      if (!value) {
        this.#fault(
          spanning(token, values),
          `${token.text} needs ${shape.values} value(s), not ${values.length}`,
        )
        return undefined
      }
      values.push(value)
    }
    return this.#rest(token, shape, values, depth)
  }

  #rest(token: Token, shape: Shape, values: Token[], depth: number): Statement | undefined {
    if (shape.optional || (shape.orValue && this.#peek()?.kind !== '{')) {
      const more = this.#value()
      if (more) values.push(more)
    }
    const place = spanning(token, values)
    const needsBlock = shape.block && values.length === shape.values
    if (!needsBlock) return { keyword: token.text, values, place }
    if (this.#peek()?.kind !== '{' || depth > 3) {
      this.#fault(place, `${token.text} needs a block`)
      return undefined
    }
    this.#report.syntax(this.#next()!.place)
    return { keyword: token.text, values, place, block: this.block(shape.block!, true, depth + 1) }
  }

  /** Blocks of NVMe over Fabrics: read over, whatever stands in them. */
  #foreign(token: Token): Statement {
    if (token.kind === '{') this.block('foreign-block', true, 1)
    return { keyword: token.text, values: [], place: token.place }
  }

  #value(): Token | undefined {
    const token = this.#peek()
    const isValue = token?.kind === 'string' || (token?.kind === 'word' && !isKeyword(token.text))
    return isValue ? this.#next() : undefined
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++]
  }

  #fault(place: Place, why: ByteString): void {
    this.isBroken = true
    this.#report.rejected(place, `${why}: ctld refuses the whole file`)
  }
}

const spanning = (token: Token, values: readonly Token[]): Place => ({
  file: token.place.file,
  range: { start: token.place.range.start, end: (values.at(-1) ?? token).place.range.end },
})
