import type { Account, AccountDirection, Accounts } from '../../iscsi/accounts.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { Refusal } from '../../lib/refusal.ts'
import { type Words, words } from '../../lib/words.ts'
import { type Attribute, valueLine } from '../attribute.ts'
import { type Children, members } from '../directory.ts'
import { file } from '../place.ts'

interface Entry {
  readonly accounts: Accounts
  readonly direction: AccountDirection
  readonly name: ByteString
}

/** Its answer holds 511 bytes: what is longer is cut, mark included. */
const ANSWER = 511

export const answer = (text: ByteString): ByteString => text.slice(0, ANSWER)

/** Readable for root alone. */
const entry: Attribute<Entry> = {
  mode: 0o600,
  show({ accounts, direction, name }) {
    const account = accounts[direction].get(name)
    if (!account) throw new Refusal('EINVAL')
    return answer(valueLine(`${account.user} ${account.secret}`, true, 'daemon'))
  },
  store({ accounts, direction, name }, text) {
    const [user, secret] = words(text)
    accounts.replace(direction, name, account(user, secret))
  },
}

const account = (user: ByteString | undefined, secret: ByteString | undefined): Account => {
  if (!user || !secret) throw new Refusal('EINVAL')
  return { user, secret }
}

const entries = <T>(of: (object: T) => Accounts, direction: AccountDirection): Children<T> =>
  members(
    (object) => of(object)[direction],
    (_, object, name) => file(entry, { accounts: of(object), direction, name }),
  )

/** `IncomingUser`, `IncomingUser1`, …, `OutgoingUser`. */
export const accountEntries = <T>(of: (object: T) => Accounts): readonly Children<T>[] => [
  entries(of, 'incoming'),
  entries(of, 'outgoing'),
]

const DIRECTIONS: Readonly<Record<string, AccountDirection>> = {
  incominguser: 'incoming',
  outgoinguser: 'outgoing',
}

/** An attribute's name without digits behind it, in lower case. */
export const baseName = (attribute: ByteString): ByteString => attribute.replace(/\d+$/, '').toLowerCase()

/** `IncomingUser3` is about incoming accounts; undefined for other attributes. */
export const accountDirection = (attribute: ByteString): AccountDirection | undefined => {
  const base = baseName(attribute)
  return Object.hasOwn(DIRECTIONS, base) ? DIRECTIONS[base] : undefined
}

export const addAccount = (accounts: Accounts, attribute: ByteString, rest: Words): void => {
  const user = rest.next()
  const secret = rest.next()
  accounts.add(accountDirection(attribute)!, attribute, account(user, secret))
}

export const deleteAccount = (accounts: Accounts, attribute: ByteString, rest: Words): void =>
  accounts.delete(accountDirection(attribute)!, rest.next())
