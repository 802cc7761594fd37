import type { ByteString } from '../lib/bytes.ts'

/** Attributes of drivers and targets whose values are a user and a secret. */
export const ACCOUNTS: readonly ByteString[] = ['IncomingUser', 'OutgoingUser']

export const MASK = '********'

export const userOf = (account: ByteString): ByteString => account.split(/\s/, 1)[0]!

/** Whether SCST cannot hold both accounts: it has one for each user, and a single outgoing one. */
export const isInPlaceOf = (name: ByteString, account: ByteString, other: ByteString): boolean =>
  name === 'OutgoingUser' || (name === 'IncomingUser' && userOf(account) === userOf(other))

/** The name of an account, also where it is misspelt or has a number. */
const NAME = /\b(?:in|out)\w*user\w*/i

/** Where what may be a secret begins in a text: behind an account's name. */
export function secretStart(text: ByteString): number | undefined {
  const name = NAME.exec(text)
  return name ? name.index + name[0].length : undefined
}

/** A text without what follows an account's name in it. */
export function withoutAccount(text: ByteString): ByteString {
  const start = secretStart(text)
  return start === undefined || start === text.length ? text : `${text.slice(0, start)} ${MASK}`
}
