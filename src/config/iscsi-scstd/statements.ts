import type { ByteString } from '../../lib/bytes.ts'
import { linesOf, span } from '../import/lines.ts'
import type { Place, Source } from '../import/report.ts'

export interface Word {
  readonly text: ByteString
  readonly place: Place
}

/** Up to a line end or `;`, also within a comment; words end at blanks and `=`. */
export interface Statement {
  /** The statement or comment ahead of it on its line, or on the line before where a backslash ends that. */
  readonly ahead?: readonly Word[] | undefined
  readonly words: readonly Word[]
  readonly place: Place
}

export interface Statements {
  readonly statements: readonly Statement[]
  readonly comments: readonly Place[]
}

export const parseStatements = ({ file, text }: Source): Statements => {
  const found = { statements: [] as Statement[], comments: [] as Place[] }
  let ahead: readonly Word[] | undefined
  for (const { line, text: content } of linesOf(text)) {
    if (/^[ \t\r\v\f=;]+$/.test(content))
      found.comments.push({ file, range: span(line, 1, content.length + 1) })
    if (ahead?.at(-1)?.text !== '\\') ahead = undefined
    for (const { 0: part, index } of content.matchAll(/[^;]+/g)) {
      const words = [...part.matchAll(/[^ \t\r\v\f=]+/g)].map(({ 0: word, index: at }) => ({
        text: word,
        place: { file, range: span(line, index + at + 1, index + at + word.length + 1) },
      }))
      if (words.length === 0) continue
      const place = { file, range: span(line, index + 1, index + part.length + 1) }
      if (words[0]!.text.startsWith('#')) found.comments.push(place)
      else found.statements.push({ words, place, ahead })
      ahead = words
    }
  }
  return found
}
