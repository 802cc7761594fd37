import { type ByteString, toBuffer } from '../lib/bytes.ts'
import { Refusal } from '../lib/refusal.ts'
import { RegistrantIndex } from './registrant-index.ts'
import { allRegistrants, isReservationType, NO_TYPE } from './reservation-types.ts'
import type { StateFile } from './state-file.ts'

/** One registered I_T nexus (SPC-4 5.9): known by port identifiers, so it outlives sessions. */
export interface Registrant {
  readonly transportId: Uint8Array
  readonly relTgtId: number
  readonly key: bigint
}

/** Registrations and the reservation at one moment; never changed in place, so a failed command leaves no trace. */
export interface PrState {
  readonly generation: number
  readonly aptpl: boolean
  readonly registrants: readonly Registrant[]
  readonly type: number
  readonly scope: number
  /** Of types 7 and 8 every registrant holds; of the others this one. */
  readonly holder: Registrant | undefined
}

export const NO_RESERVATIONS: PrState = {
  generation: 0,
  aptpl: false,
  registrants: [],
  type: NO_TYPE,
  scope: 0,
  holder: undefined,
}

/** The registration of an initiator port at a target port. */
export const registrantOf = (
  state: PrState,
  transportId: Uint8Array,
  relTgtId: number,
): Registrant | undefined => indexOf(state.registrants).find(transportId, relTgtId)

const indexes = new WeakMap<readonly Registrant[], RegistrantIndex>()

function indexOf(registrants: readonly Registrant[]): RegistrantIndex {
  const index = indexes.get(registrants) ?? new RegistrantIndex(registrants)
  indexes.set(registrants, index)
  return index
}

export const isHolder = (state: PrState, registrant: Registrant | undefined): boolean =>
  registrant !== undefined &&
  state.type !== NO_TYPE &&
  (allRegistrants(state.type) || state.holder === registrant)

/** The `pr_state` text, also the form kept on disk. */
export function printPrState(state: PrState): ByteString {
  const lines = ['version 1', `generation ${state.generation}`]
  if (state.type !== NO_TYPE) lines.push(`reservation ${hex(state.type, 2)} ${hex(state.scope, 2)}`)
  for (const one of state.registrants) {
    const holder = isHolder(state, one) ? 1 : 0
    const id = Buffer.from(one.transportId).toString('hex')
    lines.push(`registrant ${one.relTgtId} ${hex(one.key, 16)} ${holder} ${one.transportId.length} ${id}`)
  }
  return `${lines.join('\n')}\n`
}

const hex = (value: number | bigint, digits: number): string => value.toString(16).padStart(digits, '0')

/** undefined where SCST answers EINVAL: first line, a registrant's line, a reservation without holder. */
export function parsePrState(text: ByteString): PrState | undefined {
  const [first, ...lines] = text.split('\n')
  if (first !== 'version 1') return undefined
  let generation = 0
  let type = NO_TYPE
  let scope = 0
  let holder: Registrant | undefined
  const registrants: Registrant[] = []
  for (const line of lines) {
    const [word, ...rest] = line.split(' ')
    if (word === 'generation') generation = Number.parseInt(rest[0] ?? '', 10) >>> 0
    if (word === 'reservation') [type = 0, scope = 0] = rest.map((digits) => Number.parseInt(digits, 16))
    if (word !== 'registrant') continue
    const registrant = parseRegistrant(line)
    if (registrant === undefined) return undefined
    registrants.push(registrant.one)
    if (registrant.holds) holder ??= registrant.one
  }
  return sound({ generation, aptpl: true, registrants, type, scope, holder })
}

/** undefined where the reservation is of no known type, or one that somebody must hold and nobody does. */
function sound(state: PrState): PrState | undefined {
  const { type, holder } = state
  if (type === NO_TYPE) return { ...state, scope: 0, holder: undefined }
  if (!isReservationType(type)) return undefined
  if (allRegistrants(type)) return { ...state, holder: undefined }
  return holder === undefined ? undefined : state
}

function parseRegistrant(line: ByteString): { one: Registrant; holds: boolean } | undefined {
  const match = /^registrant (\d+) ([0-9a-f]{1,16}) ([01]) (\d+) ([0-9a-f]*)$/i.exec(line)
  if (match === null) return undefined
  const [, relTgtId = '', key = '', holds, length = '', id = ''] = match
  if (id.length !== 2 * Number(length) || Number(relTgtId) > 0xffff) return undefined
  const transportId = new Uint8Array(Buffer.from(id, 'hex'))
  return { one: { relTgtId: Number(relTgtId), key: BigInt(`0x${key}`), transportId }, holds: holds === '1' }
}

/**
 * What a file keeps, in our form or a kernel SCST's, then, as SCST, that of its backup where the file was not finished;
 * undefined when there is none. Refuses what is neither.
 */
export function loadReservations(file: StateFile): PrState | undefined {
  const text = file.read()
  if (text === undefined) return undefined
  const state = text.startsWith('version')
    ? parsePrState(text)
    : (parseKernelPrFile(toBuffer(text)) ?? parseKernelPrFile(toBuffer(file.readBackup?.() ?? '')))
  if (state === undefined) throw new Refusal('EINVAL', 'the file of persistent reservations is damaged')
  return state
}

const MAGIC = 0xbbeeeeaaeebbdd77n

/** What a kernel SCST wrote under `/var/lib/scst/pr` (host byte order: little endian); undefined when damaged. */
export function parseKernelPrFile(file: Buffer): PrState | undefined {
  if (file.length < 20 || file.readBigUInt64LE(0) !== MAGIC || file.readBigUInt64LE(8) !== 1n)
    return undefined
  const [aptpl = 0, isSet = 0, type = 0, scope = 0] = file.subarray(16, 20)
  const registrants: Registrant[] = []
  let holder: Registrant | undefined
  for (let at = 20; at < file.length; ) {
    const start = at + 1
    const length = transportIdSize(file.subarray(start))
    const end = start + length + 10
    if (length === 0 || end > file.length) return undefined
    const one: Registrant = {
      transportId: new Uint8Array(file.subarray(start, start + length)),
      key: file.readBigUInt64BE(start + length),
      relTgtId: file.readUInt16LE(start + length + 8),
    }
    registrants.push(one)
    if (file[at] !== 0) holder ??= one
    at = end
  }
  if (isSet !== 0 && type === NO_TYPE) return undefined
  const set = isSet === 0 ? NO_TYPE : type
  return sound({ generation: 0, aptpl: aptpl !== 0, registrants, type: set, scope, holder })
}

/** iSCSI TransportIDs carry their length (SPC-4 7.6.4.6); all others are 24 bytes. */
const transportIdSize = (id: Buffer): number => {
  if (id.length < 4) return 0
  return (id[0]! & 0x0f) === 5 ? id.readUInt16BE(2) + 4 : 24
}
