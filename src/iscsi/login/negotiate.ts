import type { ByteString } from '../../lib/bytes.ts'
import type { Pair } from '../pairs.ts'
import {
  type ChoiceKey,
  type Digest,
  defaultTargetParameters,
  KEYS,
  type Key,
  type KeyName,
  type NumberKey,
  printValue,
  SESSION_KEYS,
  type SessionParameters,
  type TargetKey,
  type TargetParameters,
} from './keys.ts'
import { LoginError } from './status.ts'

export const NOT_UNDERSTOOD = 'NotUnderstood'
export const REJECT = 'Reject'

type Value = number | boolean | string | readonly Digest[]

/** What both sides agreed on, for the life of a session. */
export interface Agreed extends SessionParameters {
  /** undefined: not negotiated, which means 1. */
  readonly iSCSIProtocolLevel: number | undefined
}

/**
 * The operational negotiation of one login (RFC 7143 §6.2), responder's side: each offered key is answered, in the
 * order of the offer. Keys that are not offered end at the RFC's default.
 */
export class Negotiation {
  readonly #own: TargetParameters
  /** Results by key; a key that an earlier request did not offer counts as its RFC default from then on. */
  readonly #results = new Map<string, Value>()
  #ended = false
  #declared = false
  #peerDeclared = false

  /** Without `own`: a discovery session, negotiated from the built-in defaults. */
  constructor(own: TargetParameters = defaultTargetParameters()) {
    this.#own = own
  }

  /** Answers one request's keys. */
  answer(offers: readonly Pair[]): Pair[] {
    const burst = offers.find(([name]) => keyNamed(name) === 'MaxBurstLength')
    if (burst !== undefined) this.#number('MaxBurstLength', burst[1])
    const answers = offers.flatMap(([name, value]): Pair[] => {
      const answer = this.#answerTo(name, value)
      return answer === undefined ? [] : [[name, answer]]
    })
    this.#ended = true
    return [...answers, ...this.#declaration()]
  }

  /** The outcome, once full feature phase begins. */
  agreed(): Agreed {
    const session = SESSION_KEYS.map((name) => [name, this.#result(name)] as const)
    const values = Object.fromEntries(session) as unknown as SessionParameters
    return {
      ...values,
      MaxRecvDataSegmentLength: this.#declared ? this.#own.MaxRecvDataSegmentLength : 8192,
      FirstBurstLength: Math.min(values.FirstBurstLength, values.MaxBurstLength),
      iSCSIProtocolLevel: this.#results.get('iSCSIProtocolLevel') as number | undefined,
    }
  }

  /** The outcome in the words of SCST's log. */
  summary(): readonly string[] {
    const agreed = this.agreed()
    const { MaxRecvDataSegmentLength, MaxXmitDataSegmentLength, MaxBurstLength, FirstBurstLength } = agreed
    const line = (...names: readonly KeyName[]) =>
      names.map((name) => `${name} ${printValue(this.#result(name))}`).join(', ')
    return [
      `Negotiated parameters: ${line('InitialR2T', 'ImmediateData', 'MaxConnections')}, MaxRecvDataSegmentLength ${MaxRecvDataSegmentLength}, MaxXmitDataSegmentLength ${MaxXmitDataSegmentLength}, `,
      `    MaxBurstLength ${MaxBurstLength}, FirstBurstLength ${FirstBurstLength}, ${line('DefaultTime2Wait', 'DefaultTime2Retain')}, `,
      `    ${line('MaxOutstandingR2T', 'DataPDUInOrder', 'DataSequenceInOrder', 'ErrorRecoveryLevel')}, `,
      `    ${line('HeaderDigest', 'DataDigest', 'OFMarker', 'IFMarker')}`,
    ]
  }

  #result(name: KeyName): Value {
    const key: Key = KEYS[name]
    return this.#results.get(name) ?? ('rfcDefault' in key ? key.rfcDefault : '')
  }

  #answerTo(name: ByteString, value: ByteString): ByteString | undefined {
    const known = keyNamed(name)
    if (known === undefined) return NOT_UNDERSTOOD
    const key: Key = KEYS[known]
    switch (key.kind) {
      case 'declared':
        return undefined
      case 'fixed':
        return key.answer
      case 'choice':
        return this.#choice(known, key, value)
      case 'digest':
        return this.#digest(known, value)
      case 'boolean':
        return this.#boolean(known, key.result, value)
      case 'number':
        return known === 'MaxRecvDataSegmentLength' ? this.#peerLimit(value) : this.#number(known, value)
    }
  }

  #choice(name: KeyName, key: ChoiceKey, value: ByteString): ByteString {
    const chosen = value.split(',').find((item) => key.choices.includes(item))
    if (chosen !== undefined) this.#results.set(name, chosen)
    return chosen ?? REJECT
  }

  /** The first of the initiator's list that we allow (RFC 7143 §6.2.1). */
  #digest(name: KeyName, value: ByteString): ByteString {
    const own = this.#ownValue(name) as readonly Digest[]
    const offered = (value === ':default:' ? own.join() : value).split(',').flatMap(digestNamed)
    const first = offered.find((digest) => own.includes(digest))
    // An attribute of CRC32C alone asks for it where the initiator has it, and does not insist.
    const chosen = first ?? (offered.includes('None') ? 'None' : undefined)
    if (chosen !== undefined) this.#results.set(name, chosen)
    return chosen ?? REJECT
  }

  #boolean(name: KeyName, result: 'and' | 'or', value: ByteString): ByteString {
    const own = this.#ownValue(name) as boolean
    const offer = value === ':default:' ? printValue(own) : value
    if (offer !== 'Yes' && offer !== 'No') return REJECT
    if (name === 'RDMAExtensions' && offer === 'Yes') {
      throw new LoginError('initiator error', { reason: 'RDMAExtensions asked for on TCP' })
    }
    const agreed = result === 'and' ? own && offer === 'Yes' : own || offer === 'Yes'
    this.#results.set(name, agreed)
    return printValue(agreed)
  }

  #number(name: KeyName, value: ByteString): ByteString {
    const key = KEYS[name] as NumberKey
    const own = this.#ownValue(name) as number
    const offer = value === ':default:' ? own : parseNumber(value)
    const agreed = this.#bounded(name, combine(key, own, offer))
    this.#results.set(name, agreed)
    return printValue(agreed)
  }

  /** FirstBurstLength never exceeds MaxBurstLength (RFC 7143 §13.14). */
  #bounded(name: KeyName, value: number): number {
    return name === 'FirstBurstLength' ? Math.min(value, this.#result('MaxBurstLength') as number) : value
  }

  /** What the initiator takes; not answered. */
  #peerLimit(value: ByteString): undefined {
    this.#peerDeclared = true
    const limit = this.#own.MaxXmitDataSegmentLength
    const offer = value === ':default:' ? this.#own.MaxRecvDataSegmentLength : parseNumber(value)
    this.#results.set(
      'MaxXmitDataSegmentLength',
      clamp(Math.min(offer, limit), KEYS.MaxXmitDataSegmentLength.range),
    )
  }

  /** Our own limit, once, where the initiator has named its own and ours is not the default. */
  #declaration(): Pair[] {
    const own = this.#own.MaxRecvDataSegmentLength
    if (this.#declared || !this.#peerDeclared || own === KEYS.MaxRecvDataSegmentLength.rfcDefault) return []
    this.#declared = true
    return [['MaxRecvDataSegmentLength', printValue(own)]]
  }

  #ownValue(name: KeyName): Value {
    const result = this.#results.get(name)
    if (result !== undefined) return result
    const key = KEYS[name] as NumberKey
    if (this.#ended) return key.rfcDefault
    return name in this.#own ? this.#own[name as TargetKey] : key.own
  }
}

/** A MaxRecvDataSegmentLength that is declared anew in full feature phase (RFC 7143 §6.4). */
export const redeclaredLimit = (value: ByteString, own: TargetParameters): number =>
  clamp(Math.min(parseNumber(value), own.MaxXmitDataSegmentLength), KEYS.MaxXmitDataSegmentLength.range)

const BY_LOWER_CASE = new Map(
  Object.entries<Key>(KEYS).flatMap(([name, key]) =>
    key.kind === 'number' && key.result === 'limit' ? [] : [[name.toLowerCase(), name as KeyName]],
  ),
)

/** Names are found without regard to case; AuthMethod alone must be exact. */
export function keyNamed(name: ByteString): KeyName | undefined {
  const known = BY_LOWER_CASE.get(name.toLowerCase())
  return known === 'AuthMethod' && name !== known ? undefined : known
}

/** By prefix and without case, behind blanks. */
function digestNamed(item: ByteString): Digest[] {
  const word = item.replace(/^ +/, '').toLowerCase()
  if (word.startsWith('none')) return ['None']
  return word.startsWith('crc32c') ? ['CRC32C'] : []
}

function combine(key: NumberKey, own: number, offer: number): number {
  // An offer that is no legal one asks for nothing: the maximum is our own.
  if (key.result === 'max') return offer > key.range[1] ? own : Math.max(own, offer)
  return Math.min(own, clamp(offer, key.range))
}

const clamp = (value: number, [low, high]: readonly [number, number]): number =>
  Math.max(low, Math.min(high, value))

/** As C's strtoul with base 0, cut to 32 bits: junk behind the digits is ignored, no digits are 0. */
export function parseNumber(text: ByteString): number {
  const [, sign, hex, octal, decimal] = /^[ \t-\r]*([+-]?)(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9]\d*))?/.exec(
    text,
  )!
  const digits = hex ? `0x${hex}` : octal ? `0o${octal}` : (decimal ?? '0')
  const value = BigInt(digits)
  const kept = value > 0xffffffffffffffffn ? 0xffffffffffffffffn : sign === '-' ? -value : value
  return Number(BigInt.asUintN(32, kept))
}
