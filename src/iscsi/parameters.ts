import type { ByteString } from '../lib/bytes.ts'
import { laxNumber, oneWord } from '../lib/readers.ts'
import { Refusal } from '../lib/refusal.ts'
import { KEYS, type Key, printValue, readDigests, TARGET_KEYS, type TargetKey } from './login/keys.ts'
import type { IscsiTarget, TargetLimits } from './target.ts'

/** A setting of a target by its name in the tree: negotiation keys and the daemon's own limits. */
export interface Parameter {
  print(target: IscsiTarget): ByteString
  isDefault(target: IscsiTarget): boolean
  /** EINVAL for more than one word and for values out of range. */
  set(target: IscsiTarget, text: ByteString): void
}

type Range = readonly [min: number, max: number]

/** Name, where it is kept, default, range; times in seconds. */
const LIMITS: readonly (readonly [ByteString, keyof TargetLimits, number, Range])[] = [
  ['QueuedCommands', 'queuedCommands', 32, [1, 2048]],
  ['RspTimeout', 'rspTimeout', 90, [2, 65535]],
  ['NopInInterval', 'nopInInterval', 30, [0, 65535]],
  ['NopInTimeout', 'nopInTimeout', 30, [2, 65535]],
  ['MaxSessions', 'maxSessions', 0, [0, 65535]],
]

/** Stands for the default in every parameter. */
const DEFAULT_WORD = ':default:'

const limit = (field: keyof TargetLimits, initial: number, range: Range): Parameter => ({
  print: ({ limits }) => String(limits[field]),
  isDefault: ({ limits }) => limits[field] === initial,
  set(target, text) {
    const word = oneWord(text)
    target.limits[field] = word === DEFAULT_WORD ? initial : numberIn(range, word)
    target.onLimitsChange?.()
  },
})

const negotiated = (name: TargetKey): Parameter => {
  const key: Key = KEYS[name]
  const own = KEYS[name].own
  return {
    print: ({ parameters }) => printValue(parameters[name]),
    isDefault: ({ parameters }) => printValue(parameters[name]) === printValue(own),
    set({ parameters }, text) {
      const word = oneWord(text)
      Object.assign(parameters, { [name]: word === DEFAULT_WORD ? own : read(key, word) })
    },
  }
}

const read = (key: Key, word: ByteString): unknown => {
  if (key.kind === 'number') return numberIn(key.range, word)
  const value = key.kind === 'boolean' ? YES_NO.get(word) : readDigests(word)
  if (value === undefined) throw new Refusal('EINVAL')
  return value
}

const YES_NO: ReadonlyMap<ByteString, boolean> = new Map([
  ['Yes', true],
  ['No', false],
])

const numberIn = ([min, max]: Range, word: ByteString): number => {
  const number = laxNumber(word)
  if (number < min || number > max) throw new Refusal('EINVAL')
  return number
}

/** In the order of the negotiation's table, then the limits. */
export const PARAMETERS: ReadonlyMap<ByteString, Parameter> = new Map([
  ...TARGET_KEYS.map((name) => [name, negotiated(name)] as const),
  ...LIMITS.map(([name, field, initial, range]) => [name, limit(field, initial, range)] as const),
])

const taken = (allows: (word: ByteString) => boolean): Pick<Parameter, 'set'> => ({
  set(_, text) {
    const word = oneWord(text)
    if (word !== DEFAULT_WORD && !allows(word)) throw new Refusal('EINVAL')
  },
})

const only = (value: number) => taken((word) => laxNumber(word) === value)
const yesOrNo = taken((word) => YES_NO.has(word))
const anything = taken(() => true)

/** Session keys that SCST takes for a new target and then hides: what they may be is what sessions get anyway. */
const HIDDEN: ReadonlyMap<ByteString, Pick<Parameter, 'set'>> = new Map([
  ['MaxConnections', only(1)],
  ['DefaultTime2Wait', only(0)],
  ['DefaultTime2Retain', only(0)],
  ['ErrorRecoveryLevel', only(0)],
  ['DataPDUInOrder', yesOrNo],
  ['DataSequenceInOrder', yesOrNo],
  ['IFMarker', yesOrNo],
  ['OFMarker', yesOrNo],
  ['IFMarkInt', anything],
  ['OFMarkInt', anything],
])

/** What a target can be made with, without regard to case. */
export const findParameter = (name: ByteString): Pick<Parameter, 'set'> | undefined => {
  const wanted = name.toLowerCase()
  for (const [present, parameter] of [...PARAMETERS, ...HIDDEN]) {
    if (present.toLowerCase() === wanted) return parameter
  }
  return undefined
}
