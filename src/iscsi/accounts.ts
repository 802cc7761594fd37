import type { ByteString } from '../lib/bytes.ts'
import type { Log } from '../lib/log.ts'
import { Refusal } from '../lib/refusal.ts'

/** Shortest CHAP secret, in bytes (RFC 7143 §9.2.1). */
export const MIN_SECRET = 12

export type AccountDirection = 'incoming' | 'outgoing'

export interface Account {
  readonly user: ByteString
  readonly secret: ByteString
}

/**
 * CHAP accounts of the driver (discovery sessions) or of a target (normal ones), by the name of their entry in the
 * tree: `IncomingUser`, `IncomingUser1`, …
 */
export class Accounts {
  readonly incoming = new Map<ByteString, Account>()
  /** One at most; kept by entry name as the others. */
  readonly outgoing = new Map<ByteString, Account>()
  readonly #owner: ByteString
  readonly #log: Log

  /** `owner`: for messages, the target's name or `global`. */
  constructor(owner: ByteString, log: Log) {
    this.#owner = owner
    this.#log = log
  }

  /** The secret that an initiator must know; undefined for an unknown user. */
  secretOf(user: ByteString): ByteString | undefined {
    return this.#find('incoming', user)?.[1].secret
  }

  /** Whom the target shows itself as. */
  get self(): Account | undefined {
    return this.outgoing.values().next().value
  }

  /** `attribute` as it was written, digits included: the entry's name when it is free, else with a number behind. */
  add(direction: AccountDirection, attribute: ByteString, account: Account): void {
    this.#checkSecret(account)
    if (this.#find(direction, account.user)) {
      throw this.#refusal('EINVAL', `Attribute ${attribute} ${account.user} already exists`)
    }
    if (direction === 'outgoing' && this.outgoing.size > 0) {
      throw this.#refusal('EEXIST', `Attribute ${attribute} for ${this.#owner} already exist`)
    }
    this[direction].set(this.#freeName(direction, attribute), account)
  }

  /** Replaces user and secret of an entry; EEXIST when another entry has the user. */
  replace(direction: AccountDirection, entry: ByteString, account: Account): void {
    this.#checkSecret(account)
    const other = this.#find(direction, account.user)
    if (other && other[0] !== entry) throw new Refusal('EEXIST')
    this[direction].set(entry, account)
  }

  /** ENOENT for an unknown user. */
  delete(direction: AccountDirection, user: ByteString): void {
    const found = this.#find(direction, user)
    if (!found) throw new Refusal('ENOENT')
    this[direction].delete(found[0])
  }

  #checkSecret({ user, secret }: Account): void {
    if (user === '' || secret.length < MIN_SECRET) {
      throw this.#refusal(
        'EINVAL',
        `Secret for user ${user} is too short. At least ${MIN_SECRET} bytes are required`,
      )
    }
  }

  #find(direction: AccountDirection, user: ByteString): [ByteString, Account] | undefined {
    for (const entry of this[direction]) if (entry[1].user === user) return entry
    return undefined
  }

  #freeName(direction: AccountDirection, attribute: ByteString): ByteString {
    if (!this[direction].has(attribute)) return attribute
    for (let n = 1; ; n++) if (!this[direction].has(`${attribute}${n}`)) return `${attribute}${n}`
  }

  #refusal(code: string, text: string): Refusal {
    this.#log.error(text)
    return new Refusal(code, text)
  }
}
