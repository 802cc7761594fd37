import { createHash, getHashes, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { type ByteString, toBuffer } from '../../lib/bytes.ts'
import type { Account } from '../accounts.ts'
import { firstValue, type Pair } from '../pairs.ts'
import { LoginError, type LoginStatus } from './status.ts'

/** What CHAP needs to know of one level: a target, or the driver for discovery. */
export interface Credentials {
  secretOf(user: ByteString): ByteString | undefined
  /** Whom the target shows itself as. */
  readonly self: Account | undefined
  /** False when no account is left. */
  readonly demandsChap: boolean
}

/** CHAP algorithms by their number in CHAP_A (RFC 7143 §12.1.3, and IANA's registry): hash and challenge length. */
const ALGORITHMS: ReadonlyMap<number, { readonly hash: string; readonly challenge: number }> = new Map([
  [5, { hash: 'md5', challenge: 16 }],
  [6, { hash: 'sha1', challenge: 20 }],
  [7, { hash: 'sha256', challenge: 32 }],
  [8, { hash: 'sha3-256', challenge: 32 }],
] as const)

/** Keys of the steps that the initiator begins. */
const CHOICE = ['CHAP_A']
const RESPONSE = ['CHAP_N', 'CHAP_R', 'CHAP_I', 'CHAP_C']
const KEYS = [...CHOICE, ...RESPONSE]

/** Longest binary item (RFC 7143 §12.1.3), in bytes. */
const MAX_BINARY = 1024

/** Challenges that wait for a response, on any connection: nobody may send us one of them as his own. */
const outstanding = new Set<string>()
let lastIdentifier = -1

/**
 * The authenticating side of CHAP (RFC 1994, RFC 7143 §12.1.3) for one login, mutual where the initiator asks for it.
 * Every failure is a LoginError in stage 0.
 */
export class Chap {
  readonly #credentials: Credentials
  readonly #initiator: ByteString
  /** A secret that serves both directions fails the login. */
  readonly #strict: boolean
  readonly #isDiscovery: boolean
  #hash = ''
  #number = 0
  #identifier = 0
  #challenge: Buffer | undefined

  constructor(
    credentials: Credentials,
    initiator: ByteString,
    options: { strict: boolean; discovery: boolean },
  ) {
    this.#credentials = credentials
    this.#initiator = initiator
    this.#strict = options.strict
    this.#isDiscovery = options.discovery
  }

  /** Answers a step; `done` once the initiator has shown that it knows its secret. */
  answer(pairs: readonly Pair[]): { readonly keys: Pair[]; readonly done: boolean } {
    this.#refuseOthers(pairs, this.#challenge === undefined ? CHOICE : RESPONSE)
    if (this.#challenge === undefined) return { keys: this.#begin(pairs), done: false }
    try {
      return { keys: this.#verify(pairs, this.#challenge), done: true }
    } finally {
      this.close()
    }
  }

  /** The login is over, whatever became of it. */
  close(): void {
    if (this.#challenge !== undefined) outstanding.delete(this.#challenge.toString('hex'))
  }

  /** Keys of CHAP that are not of this step (RFC 7143 §9.2). */
  #refuseOthers(pairs: readonly Pair[], step: readonly string[]): void {
    for (const [name] of pairs) {
      const key = name.toUpperCase()
      if (KEYS.includes(key) && !step.includes(key)) {
        throw this.#failure('initiator error', `${name} is no key of this step of CHAP`)
      }
    }
  }

  #begin(pairs: readonly Pair[]): Pair[] {
    const list = firstValue(pairs, 'CHAP_A')
    const numbers = (list ?? '').split(',').flatMap(readNumber)
    if (numbers.length === 0) throw this.#failure('initiator error', 'CHAP_A names no algorithm')
    const chosen = numbers.find((number) => isAvailable(number))
    if (chosen === undefined) {
      throw this.#failure('authentication failure', `CHAP_A=${list}: no algorithm is supported`)
    }
    const { hash, challenge } = ALGORITHMS.get(chosen)!
    this.#hash = hash
    this.#number = chosen
    this.#identifier = newIdentifier()
    this.#challenge = randomBytes(challenge)
    outstanding.add(this.#challenge.toString('hex'))
    return [
      ['CHAP_A', String(this.#number)],
      ['CHAP_I', String(this.#identifier)],
      ['CHAP_C', `0x${this.#challenge.toString('hex')}`],
    ]
  }

  #verify(pairs: readonly Pair[], challenge: Buffer): Pair[] {
    const user = firstValue(pairs, 'CHAP_N')
    if (user === undefined) throw this.#failure('initiator error', 'CHAP_N is missing')
    const response = this.#response(firstValue(pairs, 'CHAP_R'), challenge)
    if (!this.#credentials.demandsChap) {
      throw this.#failure('initiator error', 'CHAP initiator auth.: No CHAP credentials configured')
    }
    const secret = this.#credentials.secretOf(user)
    const expected = this.#digest(this.#identifier, secret ?? 'no such account', challenge)
    const matches = response.length === expected.length && timingSafeEqual(response, expected)
    if (secret === undefined) {
      throw this.#failure(
        'authentication failure',
        `CHAP initiator auth.: No valid user/pass combination for initiator ${this.#initiator} found`,
      )
    }
    if (!matches) {
      throw this.#failure(
        'authentication failure',
        `CHAP initiator auth.: authentication of ${this.#initiator} failed (wrong secret!?)`,
      )
    }
    this.#refuseSharedSecret(expected, challenge)
    return this.#prove(pairs)
  }

  /** Digits that an initiator left out in front count as zeros. */
  #response(text: ByteString | undefined, challenge: Buffer): Buffer {
    const response = text === undefined ? undefined : decodeBinary(text)?.bytes
    if (response === undefined || response.length > MAX_BINARY) {
      throw this.#failure('initiator error', 'CHAP_R is missing or badly encoded')
    }
    const missing = this.#digest(0, '', challenge).length - response.length
    return missing > 0 ? Buffer.concat([Buffer.alloc(missing), response]) : response
  }

  /** RFC 7143 §9.2.1: the response must not be what we would answer to our own challenge. */
  #refuseSharedSecret(response: Buffer, challenge: Buffer): void {
    const { self } = this.#credentials
    if (self === undefined || !response.equals(this.#digest(this.#identifier, self.secret, challenge))) return
    if (this.#strict) {
      throw this.#failure('authentication failure', 'the same CHAP secret serves both directions')
    }
  }

  /** The target's own answer, where the initiator asks for it. */
  #prove(pairs: readonly Pair[]): Pair[] {
    const identifier = firstValue(pairs, 'CHAP_I')
    const text = firstValue(pairs, 'CHAP_C')
    if (identifier === undefined) {
      if (text === undefined) return []
      throw this.#failure('initiator error', 'CHAP_C without CHAP_I')
    }
    const { self } = this.#credentials
    if (self === undefined) {
      const where = this.#isDiscovery ? ' for discovery' : ''
      throw this.#failure(
        'authentication failure',
        `CHAP target auth.: no outgoing credentials configured${where}.`,
      )
    }
    const theirs = this.#theirChallenge(text)
    const response = this.#digest(readIdentifier(identifier), self.secret, theirs.bytes)
    return [
      ['CHAP_N', self.user],
      ['CHAP_R', theirs.encode(response)],
    ]
  }

  #theirChallenge(text: ByteString | undefined): Binary {
    const who = this.#initiator
    if (text === undefined) {
      throw this.#failure('initiator error', `CHAP target auth.: got no challenge from initiator ${who}`)
    }
    const theirs = decodeBinary(text)
    const length = theirs?.bytes.length ?? 0
    if (theirs === undefined || length === 0 || length > MAX_BINARY) {
      throw this.#failure(
        'initiator error',
        `CHAP target auth.: initiator ${who} sent challenge of invalid length ${length}`,
      )
    }
    if (outstanding.has(theirs.bytes.toString('hex'))) {
      throw this.#failure('initiator error', `CHAP target auth.: initiator ${who} reflected our challenge`)
    }
    return theirs
  }

  #digest(identifier: number, secret: ByteString, challenge: Buffer): Buffer {
    return createHash(this.#hash)
      .update(Uint8Array.of(identifier))
      .update(toBuffer(secret))
      .update(challenge)
      .digest()
  }

  #failure(status: LoginStatus, reason: string): LoginError {
    return new LoginError(status, { reason, csg: 0 })
  }
}

interface Binary {
  readonly bytes: Buffer
  /** The same encoding the other side used. */
  encode(bytes: Buffer): ByteString
}

/** Binary values (RFC 7143 §6.1): `0x` hexadecimal or `0b` base64. */
function decodeBinary(text: ByteString): Binary | undefined {
  const digits = text.slice(2)
  if (/^0x[0-9a-f]*$/i.test(text)) {
    const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
    return { bytes, encode: (answer) => `0x${answer.toString('hex')}` }
  }
  if (/^0b[A-Za-z0-9+/]*={0,2}$/i.test(text) && digits.length % 4 === 0) {
    return { bytes: Buffer.from(digits, 'base64'), encode: (answer) => `0b${answer.toString('base64')}` }
  }
  return undefined
}

const isAvailable = (number: number): boolean => {
  const algorithm = ALGORITHMS.get(number)
  return algorithm !== undefined && getHashes().includes(algorithm.hash)
}

/** Decimal, by its leading digits, or hexadecimal; nothing where there are no digits. */
function readNumber(text: ByteString): number[] {
  const hex = /^[ \t-\r]*0x([0-9a-f]+)/i.exec(text)
  if (hex) return [Number.parseInt(hex[1]!, 16)]
  return /^[ \t-\r]*-?\d/.test(text) ? [Number.parseInt(text, 10)] : []
}

/** One byte. */
const readIdentifier = (text: ByteString): number => (readNumber(text)[0] ?? 0) & 0xff

/** Random, and never the one used last (RFC 1994 §4.1). */
function newIdentifier(): number {
  const drawn = randomInt(255)
  lastIdentifier = drawn === lastIdentifier ? 255 : drawn
  return lastIdentifier
}
