import type { ByteString } from '../../lib/bytes.ts'
import type { Attributes } from '../configuration.ts'
import { add } from './draft.ts'
import type { Place, Report } from './report.ts'
import { isWritable } from './text.ts'

/** RFC 7143 §9.2.1 asks for 96 bits; SCST refuses less, and a login carries 255 bytes at most. */
const secretLengths = { min: 12, max: 255 }

/** What dumps and manuals put where a secret should stand. */
const placeholders = /^(?:please_correct_the_password|changeme_?|change_me)/i

/** Why SCST would not take this account, or take something else for it; undefined: it will do. */
export const accountFault = (user: ByteString, secret: ByteString): ByteString | undefined => {
  if (user === '') return 'the user name is empty'
  if (secret === '') return 'the account has no secret'
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
const splits = (word: ByteString): boolean => /[ =]/.test(word) || !isWritable(word)

/** RFC 7143 §9.2.1: one secret in both directions lets anyone answer with the target's own proof. */
export const equalSecrets =
  'incoming and outgoing secret are equal; RFC 7143 section 9.2.1 forbids that and such logins are refused: give each direction its own'

export interface Account {
  readonly user: ByteString
  readonly secret: ByteString
  readonly place: Place
}

/** Where accounts are written: a target, or the driver for discovery. */
export interface AccountScope {
  readonly attributes: Attributes
  readonly off: ByteString[]
}

/**
 * Writes the accounts of one place. An account that SCST would refuse puts the place off instead of leaving it open;
 * so do two secrets for one name.
 */
export const writeAccounts = (
  { attributes, off }: AccountScope,
  incoming: readonly Account[],
  outgoing: Account | undefined,
  report: Report,
): void => {
  const secrets = new Map<ByteString, ByteString>()
  const write = (direction: 'IncomingUser' | 'OutgoingUser', { user, secret, place }: Account) => {
    const fault = accountFault(user, secret)
    if (fault !== undefined) {
      report.rejected(place, `${fault}; without the account logins would be open, so it is switched off`)
      off.push(`CHAP account refused: ${fault}`)
      return
    }
    add(attributes, direction, `${user} ${secret}`)
    report.mapped(place, `${direction} ${user} (secret of ${secret.length} bytes)`)
  }
  for (const account of incoming) {
    const present = secrets.get(account.user)
    secrets.set(account.user, account.secret)
    if (present === undefined) write('IncomingUser', account)
    else if (present === account.secret)
      report.ignored(account.place, `account ${account.user} stands here twice`)
    else {
      report.rejected(
        account.place,
        `account ${account.user} has two secrets; it is not known which one counted`,
      )
      off.push(`account ${account.user} has two secrets`)
    }
  }
  if (!outgoing) return
  write('OutgoingUser', outgoing)
  if (incoming.some(({ secret }) => secret === outgoing.secret)) {
    report.lossy(outgoing.place, undefined, equalSecrets, 'error')
  }
}
