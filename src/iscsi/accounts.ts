import type { ByteString } from '../lib/bytes.ts'
import type { Log } from '../lib/log.ts'
import { Refusal, refuse } from '../lib/refusal.ts'

/** Shortest CHAP secret, in bytes (RFC 7143 §9.2.1). */
const MIN_SECRET = 12

/** Longest name of an entry, in bytes. */
const MAX_ENTRY = 49

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
  readonly incoming = new Map<ByteString, Account | undefined>()
  /**
   * One account at most. As in SCST the entry of an account that another one replaced stays, and stands for nothing
   * (undefined).
   */
  readonly outgoing = new Map<ByteString, Account | undefined>()
  readonly #owner: ByteString
  readonly #log: Log
  readonly #isTaken: (entry: ByteString) => boolean

  /** `owner`: for messages, the target's name or `global`. `isTaken`: something else has the name in the tree. */
  constructor(owner: ByteString, log: Log, isTaken: (entry: ByteString) => boolean = () => false) {
    this.#owner = owner
    this.#log = log
    this.#isTaken = isTaken
  }

  /** The secret that an initiator must know; undefined for an unknown user. */
  secretOf(user: ByteString): ByteString | undefined {
    return this.#find('incoming', user)?.[1].secret
  }

  /** Whom the target shows itself as. */
  get self(): Account | undefined {
    for (const account of this.outgoing.values()) if (account) return account
    return undefined
  }

  /** Somebody can log in with CHAP, so nobody can without. */
  get demandsChap(): boolean {
    return this.incoming.size > 0
  }

  /** `attribute` as it was written, digits included: the entry's name when it is free, else with a number behind. */
  add(direction: AccountDirection, attribute: ByteString, account: Account): void {
    this.#checkSecret(account)
    if (this.#find(direction, account.user)) {
      refuse(this.#log, 'EINVAL', `Attribute ${attribute} ${account.user} already exists`)
    }
    if (direction === 'incoming') this.#setIncoming(this.#freeName(attribute), account)
    else this.#setOutgoing(attribute.slice(0, MAX_ENTRY), account)
    this.#warnOfSharing(direction, account)
  }

  /** Replaces user and secret of an entry; EEXIST when another entry has the user. */
  replace(direction: AccountDirection, entry: ByteString, account: Account): void {
    this.#checkSecret(account)
    const other = this.#find(direction, account.user)
    if (other && other[0] !== entry) throw new Refusal('EEXIST')
    this[direction].set(entry, account)
    this.#warnOfSharing(direction, account)
  }

  /** ENOENT for an unknown user. */
  delete(direction: AccountDirection, user: ByteString): void {
    const found = this.#find(direction, user)
    if (!found) throw new Refusal('ENOENT')
    this[direction].delete(found[0])
  }

  #checkSecret({ user, secret }: Account): void {
    if (user === '' || secret.length < MIN_SECRET) {
      refuse(
        this.#log,
        'EINVAL',
        `Secret for user ${user} is too short. At least ${MIN_SECRET} bytes are required`,
      )
    }
  }

  /** RFC 7143 §9.2.1: logins with it will be refused. */
  #warnOfSharing(direction: AccountDirection, { user, secret }: Account): void {
    const others = direction === 'incoming' ? this.outgoing : this.incoming
    for (const other of others.values()) {
      if (other?.secret !== secret) continue
      this.#log.warning(
        `Users ${user} and ${other.user} of ${this.#owner} have one secret for both directions: logins with it are refused`,
      )
    }
  }

  #find(direction: AccountDirection, user: ByteString): readonly [ByteString, Account] | undefined {
    for (const [entry, account] of this[direction]) if (account?.user === user) return [entry, account]
    return undefined
  }

  #setIncoming(entry: ByteString, account: Account): void {
    this.#mustBeNew(entry)
    this.incoming.set(entry, account)
  }

  /** SCST loses the present account when it refuses the new one; ours stays. */
  #setOutgoing(entry: ByteString, account: Account): void {
    this.#mustBeNew(entry)
    for (const other of this.outgoing.keys()) this.outgoing.set(other, undefined)
    this.outgoing.set(entry, account)
  }

  #mustBeNew(entry: ByteString): void {
    if (this.incoming.has(entry) || this.outgoing.has(entry) || this.#isTaken(entry)) {
      refuse(this.#log, 'EEXIST', `Attribute ${entry} for ${this.#owner} already exist`)
    }
  }

  /** SCST looks for ever where every name is too long. */
  #freeName(attribute: ByteString): ByteString {
    const wanted = attribute.slice(0, MAX_ENTRY)
    if (!this.incoming.has(wanted)) return wanted
    for (let n = 1; ; n++) {
      const name = `${attribute}${n}`
      if (name.length > MAX_ENTRY) throw new Refusal('EEXIST')
      if (!this.incoming.has(name)) return name
    }
  }
}
