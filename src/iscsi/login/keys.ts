/**
 * The one list of negotiation keys (RFC 7143 §13). Login and text negotiation, the target's attributes and the
 * session's read-only ones are all generated from it.
 */

/** When a key may be negotiated: leading login only, any login, or login and full feature phase. */
export type Use = 'LO' | 'IO' | 'ALL'

/** Which directories of the tree show the key: the target's own value, the session's negotiated one. */
export type Shown = 'target' | 'session' | 'both' | 'nowhere'

export type Digest = 'None' | 'CRC32C'

/** A number; `range` is what offers are clamped to and what the target's attribute accepts. */
export interface NumberKey<S extends Shown = Shown> {
  readonly kind: 'number'
  /** `declare`: each side for itself. `limit`: no key on the wire, it bounds what the other side declares. */
  readonly result: 'min' | 'max' | 'declare' | 'limit'
  readonly clause: string
  readonly use: Use
  readonly rfcDefault: number
  readonly own: number
  readonly range: readonly [number, number]
  readonly shown: S
}

export interface BooleanKey<S extends Shown = Shown> {
  readonly kind: 'boolean'
  readonly result: 'and' | 'or'
  readonly clause: string
  readonly use: Use
  readonly rfcDefault: boolean
  readonly own: boolean
  readonly shown: S
}

/** A list of digests in the target's attribute, one of them in a session. */
export interface DigestKey {
  readonly kind: 'digest'
  readonly clause: string
  readonly use: Use
  readonly rfcDefault: Digest
  readonly own: readonly Digest[]
  readonly shown: 'both'
}

/** The first offered choice that we serve; `Reject` when there is none. */
export interface ChoiceKey {
  readonly kind: 'choice'
  readonly clause: string
  readonly use: Use
  readonly rfcDefault: string
  readonly choices: readonly string[]
}

/** Declared by the initiator, never answered by the negotiation itself. */
export interface DeclaredKey {
  readonly kind: 'declared'
  readonly clause: string
  readonly use: Use
}

/** Keys that always get the same answer (RFC 7143 §13.25), or none at all (iSER's, RFC 7145). */
export interface FixedKey {
  readonly kind: 'fixed'
  readonly clause: string
  readonly use: Use
  readonly answer: string | undefined
}

export type Key = NumberKey | BooleanKey | DigestKey | ChoiceKey | DeclaredKey | FixedKey

const digest = (clause: string): DigestKey => ({
  kind: 'digest',
  clause,
  use: 'IO',
  rfcDefault: 'None',
  own: ['None'],
  shown: 'both',
})

type Range = readonly [number, number]
interface Defaults<T> {
  readonly rfc: T
  readonly own: T
}

const number = <const S extends Shown>(
  result: NumberKey['result'],
  clause: string,
  defaults: Defaults<number>,
  range: Range,
  shown: S,
  use: Use = 'LO',
): NumberKey<S> => ({
  kind: 'number',
  result,
  clause,
  use,
  rfcDefault: defaults.rfc,
  own: defaults.own,
  range,
  shown,
})

const boolean = <const S extends Shown>(
  result: BooleanKey['result'],
  clause: string,
  defaults: Defaults<boolean>,
  shown: S,
): BooleanKey<S> => ({
  kind: 'boolean',
  result,
  clause,
  use: 'LO',
  rfcDefault: defaults.rfc,
  own: defaults.own,
  shown,
})

const choice = (clause: string, choices: readonly string[]): ChoiceKey => ({
  kind: 'choice',
  clause,
  use: 'LO',
  rfcDefault: choices[0]!,
  choices,
})
const declared = (clause: string, use: Use = 'IO'): DeclaredKey => ({ kind: 'declared', clause, use })
const fixed = (clause: string, answer?: string): FixedKey => ({ kind: 'fixed', clause, use: 'LO', answer })

/** 256 pages of 4 KiB, as SCST, so that configuration files mean the same. */
export const MAX_SEGMENT = 1048576
const SEGMENT: Range = [512, MAX_SEGMENT]

/** By name, in RFC 7143's spelling. */
export const KEYS = {
  HeaderDigest: digest('§13.1'),
  DataDigest: digest('§13.1'),
  MaxConnections: number('min', '§13.2', { rfc: 1, own: 1 }, [1, 1], 'nowhere'),
  InitialR2T: boolean('or', '§13.10', { rfc: true, own: false }, 'both'),
  ImmediateData: boolean('and', '§13.11', { rfc: true, own: true }, 'both'),
  MaxRecvDataSegmentLength: number(
    'declare',
    '§13.12',
    { rfc: 8192, own: MAX_SEGMENT },
    SEGMENT,
    'both',
    'ALL',
  ),
  MaxXmitDataSegmentLength: number(
    'limit',
    '§13.12',
    { rfc: 8192, own: MAX_SEGMENT },
    SEGMENT,
    'both',
    'ALL',
  ),
  MaxBurstLength: number('min', '§13.13', { rfc: 262144, own: MAX_SEGMENT }, SEGMENT, 'both'),
  FirstBurstLength: number('min', '§13.14', { rfc: 65536, own: 65536 }, SEGMENT, 'both'),
  DefaultTime2Wait: number('max', '§13.15', { rfc: 2, own: 0 }, [0, 3600], 'nowhere'),
  DefaultTime2Retain: number('min', '§13.16', { rfc: 20, own: 0 }, [0, 3600], 'nowhere'),
  MaxOutstandingR2T: number('min', '§13.17', { rfc: 1, own: 32 }, [1, 65535], 'both'),
  DataPDUInOrder: boolean('or', '§13.18', { rfc: true, own: false }, 'nowhere'),
  DataSequenceInOrder: boolean('or', '§13.19', { rfc: true, own: false }, 'nowhere'),
  ErrorRecoveryLevel: number('min', '§13.20', { rfc: 0, own: 0 }, [0, 2], 'nowhere'),
  TaskReporting: choice('§13.23', ['RFC3720', 'ResponseFence']),
  iSCSIProtocolLevel: number('min', '§13.24', { rfc: 1, own: 2 }, [0, 31], 'nowhere'),
  IFMarker: boolean('and', '§13.25', { rfc: false, own: false }, 'nowhere'),
  OFMarker: boolean('and', '§13.25', { rfc: false, own: false }, 'nowhere'),
  IFMarkInt: fixed('§13.25', 'Reject'),
  OFMarkInt: fixed('§13.25', 'Reject'),
  RDMAExtensions: boolean('and', 'RFC 7145', { rfc: false, own: false }, 'target'),
  TargetRecvDataSegmentLength: number('min', 'RFC 7145', { rfc: 8192, own: 512 }, [512, 0xffffff], 'nowhere'),
  MaxOutstandingUnexpectedPDUs: number('min', 'RFC 7145', { rfc: 0, own: 0 }, [0, 0xffffffff], 'nowhere'),
  InitiatorRecvDataSegmentLength: fixed('RFC 7145'),
  MaxAHSLength: fixed('RFC 7145'),
  TaggedBufferForSolicitedDataOnly: fixed('RFC 7145'),
  iSERHelloRequired: fixed('RFC 7145'),
  AuthMethod: declared('§12.1'),
  SessionType: declared('§13.21', 'LO'),
  InitiatorName: declared('§13.5'),
  InitiatorAlias: declared('§13.7', 'ALL'),
  TargetName: declared('§13.4'),
} as const satisfies Record<string, Key>

export type KeyName = keyof typeof KEYS

type KeysShown<S extends Shown> = {
  [K in KeyName]: (typeof KEYS)[K] extends { readonly shown: S | 'both' } ? K : never
}[KeyName]

/** Keys that are attributes of a target, and of a session. */
export type TargetKey = KeysShown<'target'>
export type SessionKey = KeysShown<'session'>

/** The value a target has for a key, and the one a session agreed on. */
type OwnValue<K> = K extends DigestKey ? readonly Digest[] : K extends NumberKey ? number : boolean
type AgreedValue<K> = K extends DigestKey ? Digest : K extends NumberKey ? number : boolean

/** What the target brings to a negotiation; each may change while it runs and counts for the next login. */
export type TargetParameters = { [K in TargetKey]: OwnValue<(typeof KEYS)[K]> }

/** What a session agreed on, as its directory shows it. */
export type SessionParameters = { readonly [K in SessionKey]: AgreedValue<(typeof KEYS)[K]> }

const shownIn = (where: 'target' | 'session') =>
  Object.entries<Key>(KEYS).flatMap(([name, key]) =>
    'shown' in key && (key.shown === where || key.shown === 'both') ? [name] : [],
  )

export const TARGET_KEYS = shownIn('target') as readonly TargetKey[]
export const SESSION_KEYS = shownIn('session') as readonly SessionKey[]

/** A new target's parameters: every key at its own default. */
export const defaultTargetParameters = (): TargetParameters =>
  Object.fromEntries(TARGET_KEYS.map((name) => [name, KEYS[name].own])) as TargetParameters

/** As attribute files and answers write it: decimal, `Yes`/`No`, or digests with `None` first. */
export const printValue = (value: number | boolean | string | readonly Digest[]): string => {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  return typeof value === 'object' ? DIGESTS.filter((name) => value.includes(name)).join() : String(value)
}

const DIGESTS: readonly Digest[] = ['None', 'CRC32C']

/** A digest attribute's text: a comma list whose items begin with a digest's name, in any case. */
export const readDigests = (text: string): readonly Digest[] | undefined => {
  const items = text.split(',').map((item) => item.toLowerCase())
  const known = (name: Digest) => items.some((item) => item.startsWith(name.toLowerCase()))
  const all = items.every((item) => DIGESTS.some((name) => item.startsWith(name.toLowerCase())))
  return all ? DIGESTS.filter(known) : undefined
}
