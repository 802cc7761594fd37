import type { ITLNexus } from '../itl-nexus.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { isHolder, type PrState, type Registrant, registrantOf } from '../persistent-reservations.ts'
import { RegistrantIndex } from '../registrant-index.ts'
import { allRegistrants, isReservationType, NO_TYPE, registrantsPass } from '../reservation-types.ts'
import {
  checkCondition,
  invalidField,
  invalidParameter,
  reservationConflict,
  type ScsiError,
  type SenseName,
} from '../sense.ts'
import { sameTransportId, transportIdAt } from '../transport-id.ts'

/** PERSISTENT RESERVE OUT service actions (SPC-4 table 216). */
export const ACTION = {
  REGISTER: 0,
  RESERVE: 1,
  RELEASE: 2,
  CLEAR: 3,
  PREEMPT: 4,
  PREEMPT_AND_ABORT: 5,
  REGISTER_AND_IGNORE: 6,
  REGISTER_AND_MOVE: 7,
} as const

/** One PERSISTENT RESERVE OUT; the state when it starts counts. */
export interface PrRequest {
  readonly lu: LogicalUnit
  readonly nexus: ITLNexus
  readonly state: PrState
  readonly own: Registrant | undefined
  readonly action: number
  readonly scope: number
  readonly type: number
  readonly list: Buffer
  readonly key: bigint
  readonly serviceActionKey: bigint
  readonly specIPt: boolean
  readonly allTgPt: boolean
  readonly aptpl: boolean
  readonly unreg: boolean
}

export interface Outcome {
  readonly state: PrState
  /** Unit attentions for the sessions of those registrants, never for the issuer. */
  readonly tell?: readonly (readonly [SenseName, readonly Registrant[]])[]
  /** Their tasks end too. */
  readonly abort?: readonly Registrant[]
}

/** SPC-4 5.9: from a request and a state to the next state; a fault leaves everything as it was. */
export const ACTIONS: readonly ((request: PrRequest) => Outcome)[] = [
  register,
  reserve,
  release,
  clear,
  preempt,
  (request) => {
    const outcome = preempt(request)
    return { ...outcome, abort: removedBy(request.state, outcome.state) }
  },
  register,
  registerAndMove,
]

const next = (state: PrState): number => (state.generation + 1) >>> 0

function register(request: PrRequest): Outcome {
  const { state, own, key, serviceActionKey, action, specIPt, aptpl } = request
  if (action === ACTION.REGISTER) {
    if (key !== (own?.key ?? 0n)) throw reservationConflict()
    if (own !== undefined && specIPt) throw invalidParameter(20, 3)
  }
  const changed = { ...state, generation: next(state) }
  if (serviceActionKey === 0n) return unregister(request, changed)
  const ports = portsOf(request)
  const ids = [request.nexus.nexus.transportId, ...(specIPt ? listedIds(request.list) : [])]
  if (ports.length * ids.length > MAX_REGISTRANTS) throw noRoom()
  const wanted = ports.flatMap((relTgtId) =>
    ids.map((transportId) => ({ transportId, relTgtId, key: serviceActionKey })),
  )
  const after = registered({ ...changed, aptpl }, wanted)
  if (after.registrants.length > MAX_REGISTRANTS) throw noRoom()
  return { state: after }
}

const MAX_REGISTRANTS = 4096
const noRoom = (): ScsiError => checkCondition('INSUFFICIENT REGISTRATION RESOURCES')

/** Its own port, or with ALL_TG_PT every port of the same protocol that has a number. */
function portsOf({ nexus, lu, allTgPt }: PrRequest): readonly number[] {
  const { port } = nexus.nexus
  if (!allTgPt) return [port.relTgtId]
  const all = lu.options.relTgtIds?.(port.protocol) ?? []
  return [...new Set([port.relTgtId, ...all])]
}

/** TransportIDs of SPEC_I_PT: a 4-byte length, then one behind the other (SPC-4 table 219). */
function listedIds(list: Buffer): Uint8Array[] {
  const end = 28 + list.readUInt32BE(24)
  if (end > list.length) throw checkCondition('INVALID FIELD IN PARAMETER LIST')
  const ids: Uint8Array[] = []
  for (let at = 28; at < end; at += ids.at(-1)!.length) {
    const id = transportIdAt(list.subarray(at, end))
    if (id === undefined) throw checkCondition('INVALID FIELD IN PARAMETER LIST')
    ids.push(id)
  }
  return ids
}

/** With the registrations added, or their keys replaced. */
function registered(state: PrState, wanted: readonly Registrant[]): PrState {
  const index = new RegistrantIndex(state.registrants)
  let { holder } = state
  for (const registrant of wanted) {
    const old = index.find(registrant.transportId, registrant.relTgtId)
    const renewed = index.put(registrant)
    if (old !== undefined && old === holder) holder = renewed
  }
  return { ...state, registrants: index.registrants, holder }
}

/** A stranger has nothing to give up, and no say in what is kept of others. */
function unregister({ state, own, allTgPt, nexus, aptpl }: PrRequest, changed: PrState): Outcome {
  if (own === undefined) return { state: changed }
  const { transportId } = nexus.nexus
  const leaving = state.registrants.filter(
    (one) => one === own || (allTgPt && sameTransportId(one.transportId, transportId)),
  )
  const after = without({ ...changed, aptpl }, leaving)
  const released = state.type !== NO_TYPE && after.type === NO_TYPE
  const tell = released && registrantsPass(state.type) && !allRegistrants(state.type)
  return { state: after, tell: tell ? [['RESERVATIONS RELEASED', after.registrants]] : [] }
}

/** A reservation goes with its holder, one of all registrants with the last of them. */
function without(state: PrState, leaving: readonly Registrant[]): PrState {
  const registrants = state.registrants.filter((one) => !leaving.includes(one))
  const lost = allRegistrants(state.type)
    ? registrants.length === 0
    : state.holder !== undefined && leaving.includes(state.holder)
  return lost ? unreserved({ ...state, registrants }) : { ...state, registrants }
}

const unreserved = (state: PrState): PrState => ({
  ...state,
  type: NO_TYPE,
  scope: 0,
  holder: undefined,
})

function held(state: PrState, holder: Registrant, type: number, scope: number): PrState {
  return { ...state, type, scope, holder: allRegistrants(type) ? undefined : holder }
}

function ownKeyMatches({ own, key }: PrRequest): void {
  if (own?.key !== key) throw reservationConflict()
}

function reserve(request: PrRequest): Outcome {
  const { state, own, type, scope } = request
  ownKeyMatches(request)
  if (state.type === NO_TYPE) return { state: held(state, own!, type, scope) }
  if (!isHolder(state, own) || state.type !== type || state.scope !== scope) throw reservationConflict()
  return { state }
}

function release(request: PrRequest): Outcome {
  const { state, own, type, scope } = request
  ownKeyMatches(request)
  if (!isHolder(state, own)) return { state }
  if (state.type !== type || state.scope !== scope)
    throw checkCondition('INVALID RELEASE OF PERSISTENT RESERVATION')
  const told = registrantsPass(type) ? state.registrants : []
  return { state: unreserved(state), tell: [['RESERVATIONS RELEASED', told]] }
}

function clear(request: PrRequest): Outcome {
  const { state } = request
  ownKeyMatches(request)
  const after = unreserved({ ...state, registrants: [], generation: next(state) })
  return { state: after, tell: [['RESERVATIONS PREEMPTED', state.registrants]] }
}

/** SPC-4 5.9.11.4, by the kind of reservation that stands. */
function preempt(request: PrRequest): Outcome {
  ownKeyMatches(request)
  const { state, own, serviceActionKey } = request
  const changed = { ...state, generation: next(state) }
  const others = state.registrants.filter((one) => one !== own)
  const named = state.registrants.filter(({ key }) => key === serviceActionKey)
  if (allRegistrants(state.type) && serviceActionKey === 0n) return takeOver(request, changed, others)
  if (state.type === NO_TYPE || allRegistrants(state.type)) return remove(changed, named, others)
  if (serviceActionKey !== state.holder!.key) {
    if (serviceActionKey === 0n) throw invalidParameter(8)
    return remove(changed, named, state.registrants)
  }
  return takeOver(
    request,
    changed,
    named.filter((one) => one !== own),
  )
}

/** Those of the key lose their registration, as far as `may` has them. */
function remove(state: PrState, named: readonly Registrant[], may: readonly Registrant[]): Outcome {
  if (named.length === 0) throw reservationConflict()
  const leaving = named.filter((one) => may.includes(one))
  return { state: without(state, leaving), tell: [['REGISTRATIONS PREEMPTED', leaving]] }
}

function takeOver(
  { state, own, type, scope }: PrRequest,
  changed: PrState,
  leaving: readonly Registrant[],
): Outcome {
  const after = held(without(changed, leaving), own!, type, scope)
  const same = state.type === type && state.scope === scope
  return {
    state: after,
    tell: [
      ['REGISTRATIONS PREEMPTED', leaving],
      ['RESERVATIONS RELEASED', same ? [] : after.registrants],
    ],
  }
}

const removedBy = (before: PrState, after: PrState): readonly Registrant[] =>
  before.registrants.filter((one) => !after.registrants.includes(one))

/** SPC-4 5.9.8: the reservation goes to another port, which is registered on the way. */
function registerAndMove(request: PrRequest): Outcome {
  const { state, own, list, serviceActionKey: key, aptpl, unreg } = request
  const length = list.readUInt32BE(20)
  if (length + 24 > list.length) throw checkCondition('INVALID FIELD IN PARAMETER LIST')
  if (length < 24) throw invalidParameter(20)
  ownKeyMatches(request)
  if (state.type === NO_TYPE) throw checkCondition('INVALID FIELD IN CDB')
  if (!isHolder(state, own)) throw reservationConflict()
  if (key === 0n) throw invalidParameter(8)
  const transportId = transportIdAt(list.subarray(24, 24 + length))
  if (transportId === undefined) throw checkCondition('INVALID FIELD IN PARAMETER LIST')
  if (!isReservationType(request.type)) throw invalidField(2, 0)
  if (allRegistrants(state.type) || allRegistrants(request.type)) throw reservationConflict()
  if (sameTransportId(transportId, own!.transportId)) throw invalidParameter(24)
  const relTgtId = list.readUInt16BE(18)
  const changed = registered({ ...state, generation: next(state), aptpl }, [{ transportId, relTgtId, key }])
  const moved = held(changed, registrantOf(changed, transportId, relTgtId)!, request.type, request.scope)
  return { state: unreg ? without(moved, [own!]) : moved }
}
