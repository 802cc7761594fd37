import type { ByteString } from '../../lib/bytes.ts'
import type { Range } from '../diagnostic.ts'

const mask = '********'

/** Words that announce an account; what follows on the line may be a secret in a form no grammar knows. */
const announces = /(?:user(?!s\b)|chap(?![",])|passw|secret)/i

/** The text that begins on line `line`, for people to read: marked ranges and known secrets standing as words are masked. */
export const maskedText = (
  text: ByteString,
  line: number,
  ranges: readonly Range[],
  words: readonly ByteString[],
): ByteString => words.reduce(maskWord, maskRanges(text, line, ranges))

/** Masks the tail of lines that look like an account although no grammar read them as one. */
export const guarded = (text: ByteString): ByteString => (announces.test(text) ? maskTail(text) : text)

/** Behind the announcing word: names, each with a masked secret, and nothing else. */
const isMasked = /^[^\s"'=:]*["'\s=:]*(?:[^\s"']+["'\s]+"?\*{8}["',;}\s)]*)+$/

const maskRanges = (text: ByteString, firstLine: number, ranges: readonly Range[]): ByteString =>
  text
    .split('\n')
    .map((part, i) =>
      ranges
        .filter(({ start, end }) => start.line <= firstLine + i && firstLine + i <= end.line)
        .sort((a, b) => b.start.column - a.start.column)
        .reduce((shown, { start, end }) => {
          const from = start.line === firstLine + i ? start.column - 1 : 0
          const to = end.line === firstLine + i ? end.column - 1 : shown.length
          return `${shown.slice(0, from)}${mask}${shown.slice(to)}`
        }, part),
    )
    .join('\n')

const maskWord = (text: ByteString, word: ByteString): ByteString => {
  if (word.length < 3) return text
  const quoted = word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return text.replace(new RegExp(`(?<![A-Za-z0-9])${quoted}(?![A-Za-z0-9])`, 'g'), mask)
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
