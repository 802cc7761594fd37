import type { ByteString } from '../../../src/lib/bytes.ts'

/** Perl's own warnings go; error-number words such as `(EINVAL)` count as a set, all else in order. */
export function canonicalStderr(stderr: ByteString): ByteString {
  const spoken = stderr.replace(PERL_WARNING, '')
  const words = [...spoken.matchAll(ERRNO_WORD)].map(([, word]) => word!).sort()
  return [spoken.replace(ERRNO_WORD, '').trim(), ...words].filter((part) => part !== '').join('\n')
}

const PERL_WARNING = /(?:Use of uninitialized value|Argument ")[^\n]* line \d+\.(?:\n|$)/g
const ERRNO_WORD = /\((E[A-Z0-9]+|\d+)\) ?/g
