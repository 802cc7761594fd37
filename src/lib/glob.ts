import { asciiLowerCase } from './ascii.ts'
import type { ByteString } from './bytes.ts'

/**
 * Initiator and portal patterns as SCST matches them: without regard to case, `*` any string, `?` one byte, and the
 * first `!` met while bytes of `text` remain inverts the match of the rest.
 */
export const matchesPattern = (pattern: ByteString, text: ByteString): boolean =>
  matches(asciiLowerCase(pattern), 0, asciiLowerCase(text), 0, true)

function matches(p: ByteString, pi: number, s: ByteString, si: number, mayInvert: boolean): boolean {
  const inverts = () => mayInvert && p[pi] === '!'
  const fits = () => pi < p.length && (p[pi] === s[si] || p[pi] === '?')
  while (si < s.length && p[pi] !== '*') {
    if (inverts()) return !matches(p, pi + 1, s, si, false)
    if (!fits()) return false
    pi++
    si++
  }
  let afterStar = -1
  let retry = -1
  while (si < s.length) {
    if (inverts()) return !matches(p, pi + 1, s, si, false)
    if (p[pi] === '*') {
      if (++pi === p.length) return true
      afterStar = pi
      retry = si + 1
    } else if (fits()) {
      pi++
      si++
    } else {
      pi = afterStar
      si = retry++
    }
  }
  while (p[pi] === '*') pi++
  return pi === p.length
}
