import type { ByteString } from '../../lib/bytes.ts'
import { type Line, linesOf, span } from '../import/lines.ts'
import type { Place, Source } from '../import/report.ts'
import { lowerCase } from '../import/text.ts'
import { keywords } from './keywords.ts'

export interface Word {
  readonly text: ByteString
  readonly place: Place
}

/** A line of ietd.conf, or several joined by backslashes. */
export interface Statement {
  /** In lower case: IET does not look at the case. */
  readonly keyword: ByteString
  readonly words: readonly Word[]
  readonly place: Place
  /** Joined at a backslash, as the manual promises and IET never did. */
  readonly isJoined: boolean
  /** Nothing ends the last line of the file; IET loses its last word. */
  readonly isUnended: boolean
}

export interface Statements {
  readonly statements: readonly Statement[]
  readonly comments: readonly Place[]
}

/** `#` begins a comment only as the first byte that is no blank. */
export const parseStatements = ({ file, text }: Source): Statements => {
  const statements: Statement[] = []
  const comments: Place[] = []
  const lines = linesOf(text)
  for (let i = 0; i < lines.length; i++) {
    const parts = [lines[i]!]
    if (isComment(parts[0]!)) {
      comments.push(placeOf(file, parts))
      continue
    }
    while (parts.at(-1)!.text.endsWith('\\') && continues(lines[i + 1])) parts.push(lines[++i]!)
    const words = parts.flatMap((part) => wordsOf(file, part))
    if (words.length === 0) {
      if (parts[0]!.text.includes('\\')) comments.push(placeOf(file, parts))
      continue
    }
    statements.push({
      keyword: lowerCase(words[0]!.text),
      words,
      place: placeOf(file, parts),
      isJoined: parts.length > 1,
      isUnended: i === lines.length - 1 && !text.endsWith('\n'),
    })
  }
  return { statements, comments }
}

const isComment = ({ text }: Line): boolean => /^[ \t]*#/.test(text)

/** IET never joined lines: one that begins with a keyword is a statement to it, perhaps an account, and stays one. */
const continues = (next: Line | undefined): boolean => {
  const [word = ''] = next?.text.match(/[^ \t\r\v\f]+/) ?? []
  return next !== undefined && !isComment(next) && !Object.hasOwn(keywords, lowerCase(word))
}

const placeOf = (file: ByteString, lines: readonly Line[]): Place => {
  const [first, last] = [lines[0]!, lines.at(-1)!]
  const start = { line: first.line, column: first.text.search(/[^ \t]|$/) + 1 }
  return { file, range: { start, end: { line: last.line, column: last.text.length + 1 } } }
}

const wordsOf = (file: ByteString, { line, text }: Line): Word[] =>
  [...text.replace(/\\$/, ' ').matchAll(/[^ \t\r\v\f]+/g)].map(({ 0: word, index }) => ({
    text: word,
    place: { file, range: span(line, index + 1, index + word.length + 1) },
  }))
