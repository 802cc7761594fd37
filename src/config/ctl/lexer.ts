import type { ByteString } from '../../lib/bytes.ts'
import { positionFinder } from '../import/lines.ts'
import type { Place, Source } from '../import/report.ts'

export interface Token {
  readonly kind: 'word' | 'string' | '{' | '}' | ';' | 'other'
  /** Without quotes. */
  readonly text: ByteString
  readonly place: Place
}

export interface Tokens {
  readonly tokens: readonly Token[]
  readonly comments: readonly Place[]
}

/** Line ends mean nothing; `#` begins a comment wherever it stands outside quotes; quotes have no escapes. */
export const lex = ({ file, text }: Source): Tokens => {
  const positionOf = positionFinder(text)
  const placeOf = (from: number, to: number): Place => ({
    file,
    range: { start: positionOf(from), end: positionOf(to) },
  })
  const tokens: Token[] = []
  const comments: Place[] = []
  const pattern = /(#[^\n]*)|"([^"]+)"|([A-Za-z0-9.\-@_/:[\]]+)|([{};])|([^ \t\r\n\v\f])/g
  for (const found of text.replace(/^\xef\xbb\xbf/, '   ').matchAll(pattern)) {
    const [whole, comment, quoted, word, mark] = found
    const place = placeOf(found.index, found.index + whole.length)
    if (comment !== undefined) comments.push(place)
    else if (quoted !== undefined) tokens.push({ kind: 'string', text: quoted, place })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, place })
    else if (mark !== undefined) tokens.push({ kind: mark as '{' | '}' | ';', text: mark, place })
    else tokens.push({ kind: 'other', text: whole, place })
  }
  return { tokens, comments }
}
