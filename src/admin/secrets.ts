import { ACCOUNTS, MASK, userOf } from '../config/account.ts'
import type { ByteString } from '../lib/bytes.ts'

/** The name of an account's entry, with or without its number. */
export const isAccount = (name: ByteString): boolean => ACCOUNTS.includes(name.replace(/\d+$/, ''))

/** `joe secret` → `joe ********` */
export const maskAccount = (account: ByteString): ByteString => `${userOf(account)} ${MASK}`

const NAME = `(?:${ACCOUNTS.join('|')})\\d*`

/** In a progress text or report a secret ends where only our own words follow: it may hold blanks and quotes itself. */
const IN_WORDS = new RegExp(
  `('${NAME}(?:' (?:with|to) value '|[ \\t=]+)(?:[^\\s']+\\s+)?).+(?=' (?:(?:with|to) value|for driver|is not in configuration|has an invalid value)|', ignoring)`,
  'g',
)

/** In a command it is all that is left of the line. */
const IN_COMMAND = new RegExp(`((?<!')${NAME}[ =]+(?:\\S+\\s+)?)[^\\n]+`, 'g')

/** What an operation or report says, fit to be shown to others. */
export const withoutSecrets = (text: ByteString): ByteString =>
  text.replace(IN_WORDS, `$1${MASK}`).replace(IN_COMMAND, `$1${MASK}`)
