import type { ByteString } from '../../lib/bytes.ts'
import { hasControlByte } from './text.ts'

/** RFC 7143 §9.2.1 asks for 96 bits; SCST refuses less, and a login carries 255 bytes at most. */
const secretLengths = { min: 12, max: 255 }

/** What dumps and manuals put where a secret should stand. */
const placeholders = /^(?:please_correct_the_password|changeme_?|change_me)/i

/** Why SCST would not take this account, or take something else for it; undefined: it will do. */
export const accountFault = (user: ByteString, secret: ByteString): ByteString | undefined => {
  if (user === '') return 'the user name is empty'
  if (secret === '') return `user ${user} has no secret`
  if (splits(user)) return 'the user name holds a blank, `=`, a brace, a quote, a backslash or a control byte'
  if (splits(secret)) {
    return `the secret of ${user} holds a blank, \`=\`, a brace, a quote, a backslash or a control byte`
  }
  if (secret.length < secretLengths.min || secret.length > secretLengths.max) {
    const { min, max } = secretLengths
    return `the secret of ${user} has ${secret.length} bytes; SCST takes ${min} to ${max}`
  }
  if (placeholders.test(secret)) return `the secret of ${user} is a placeholder, not the secret`
  return undefined
}

/** SCST splits at blanks and `=` and knows no quoting; scst.conf cannot carry braces, quotes and backslashes. */
const splits = (word: ByteString): boolean => /[ ={}"\\]/.test(word) || hasControlByte(word)

/** RFC 7143 §9.2.1: one secret in both directions lets anyone answer with the target's own proof. */
export const equalSecrets =
  'incoming and outgoing secret are equal; RFC 7143 section 9.2.1 forbids that and such logins are refused: give each direction its own'
