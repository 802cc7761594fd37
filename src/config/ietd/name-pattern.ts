import type { ByteString } from '../../lib/bytes.ts'
import { hasControlByte } from '../import/text.ts'

/** More than this many names is no list anybody meant. */
const most = 64

/**
 * SCST patterns for a POSIX basic regular expression over initiator names; undefined when SCST's `*` and `?` cannot
 * say it. A name without any escape, star or bracket is taken to the letter: its dots are dots.
 */
export const namePatterns = (expression: ByteString): ByteString[] | undefined => {
  const text = expression.replace(/^\^/, '').replace(/\$$/, '')
  if (/["{}]/.test(text) || hasControlByte(text)) return undefined
  const isPlain = !/[\\*[\]^$]/.test(text)
  let patterns = ['']
  for (let at = 0; at < text.length; ) {
    const part = isPlain ? { alternatives: [text[at]!], length: 1 } : nextPart(text, at)
    if (part === undefined || part.alternatives.some((each) => each === '!')) return undefined
    patterns = patterns.flatMap((head) => part.alternatives.map((tail) => head + tail))
    if (patterns.length > most) return undefined
    at += part.length
  }
  return isPlain && /[?!]/.test(text) ? undefined : patterns
}

interface Part {
  readonly alternatives: readonly ByteString[]
  /** Bytes of the expression. */
  readonly length: number
}

const nextPart = (text: ByteString, at: number): Part | undefined => {
  const rest = text.slice(at)
  if (rest.startsWith('.*')) return { alternatives: ['*'], length: 2 }
  const part = atom(rest)
  if (part === undefined || rest[part.length] === '*') return undefined
  return part
}

const atom = (rest: ByteString): Part | undefined => {
  const first = rest[0]!
  if (first === '.') return { alternatives: ['?'], length: 1 }
  if (first === '\\') {
    const escaped = rest[1] ?? ''
    return /[.[\]\\^$-]/.test(escaped) ? { alternatives: [escaped], length: 2 } : undefined
  }
  if (first === '[') return bracket(rest)
  return /[*^$?]/.test(first) ? undefined : { alternatives: [first], length: 1 }
}

/** `[a-c5]`; classes, collations and complements are beyond a list. */
const bracket = (rest: ByteString): Part | undefined => {
  const found = /^\[([A-Za-z0-9._:-]+)\]/.exec(rest)
  if (!found) return undefined
  const alternatives: ByteString[] = []
  for (const [, from = '', to = from] of found[1]!.matchAll(/([^-]|^-)(?:-([^-]))?/g)) {
    if (to < from) return undefined
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) {
      alternatives.push(String.fromCharCode(code))
    }
  }
  return { alternatives, length: found[0].length }
}
