import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ITLNexus } from '../../../../src/scsi/itl-nexus.ts'
import { isHolder, type PrState } from '../../../../src/scsi/persistent-reservations.ts'
import { allRegistrants } from '../../../../src/scsi/reservation-types.ts'
import { ScsiError } from '../../../../src/scsi/sense.ts'
import { ACTIONS, type PrRequest } from '../../../../src/scsi/spc/reservation-actions.ts'
import { disk, initiator } from '../../../support/scsi.ts'

const lu = disk()
const nexuses = [initiator(lu), initiator(lu), initiator(lu)]

/** What must hold of every state (SPC-4 5.9). */
function isSound({ registrants, type, holder, scope }: PrState): void {
  const names = registrants.map(({ transportId, relTgtId }) => `${relTgtId} ${Buffer.from(transportId)}`)
  assert.equal(new Set(names).size, names.length, 'a port is registered twice')
  if (type === 0) assert.deepEqual([holder, scope], [undefined, 0])
  else if (allRegistrants(type)) assert.ok(registrants.length > 0 && holder === undefined)
  else assert.ok(holder !== undefined && registrants.includes(holder), 'the holder is not registered')
}

const request = fc.record({
  who: fc.nat(nexuses.length - 1),
  action: fc.nat(7),
  type: fc.constantFrom(1, 3, 5, 6, 7, 8),
  /** Whom REGISTER AND MOVE names. */
  to: fc.nat(nexuses.length - 1),
  unreg: fc.boolean(),
  key: fc.bigInt({ min: 0n, max: 3n }),
  serviceActionKey: fc.bigInt({ min: 0n, max: 3n }),
  /** Uses the key that it has. */
  honest: fc.boolean(),
})

function moveTo(transportId: Uint8Array): Buffer {
  const list = Buffer.alloc(24 + transportId.length)
  list.writeUInt16BE(1, 18)
  list.writeUInt32BE(transportId.length, 20)
  list.set(transportId, 24)
  return list
}

function next(
  state: PrState,
  { who, honest, to, unreg, ...wanted }: typeof request extends fc.Arbitrary<infer T> ? T : never,
): PrState {
  const { transportId, port } = nexuses[who]!
  lu.keepReservations(undefined, state)
  const nexus = new ITLNexus(nexuses[who]!, 0, lu, false)
  const own = lu.registrantAt(port, transportId)
  if (own === undefined && wanted.action !== 0 && wanted.action !== 6) return state
  const key = honest ? (own?.key ?? 0n) : wanted.key
  const flags = { specIPt: false, allTgPt: false, aptpl: false, unreg }
  const list = moveTo(nexuses[to]!.transportId)
  const all: PrRequest = { lu, nexus, state, own, scope: 0, list, ...wanted, key, ...flags }
  try {
    return ACTIONS[wanted.action]!(all).state
  } catch (error) {
    assert.ok(error instanceof ScsiError)
    return state
  }
}

describe('reservation actions', () => {
  it('keep every state sound, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 30 }), (requests) => {
        let state = disk().reservations
        for (const one of requests) {
          state = next(state, one)
          isSound(state)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('never change the state that they start from', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 10 }), (requests) => {
        let state = disk().reservations
        for (const one of requests) {
          const before = structuredClone(state)
          const after = next(state, one)
          assert.deepEqual(structuredClone(state), before)
          state = after
        }
      }),
    )
  })

  it('leave the issuer of a PREEMPT that took over as the holder', () => {
    const [a, b] = nexuses.map(({ transportId }, at) => ({ transportId, relTgtId: 1, key: BigInt(at + 1) }))
    const held: PrState = { ...disk().reservations, registrants: [a!, b!], type: 1, holder: a }
    const after = next(held, {
      who: 1,
      action: 4,
      type: 3,
      key: 2n,
      serviceActionKey: 1n,
      honest: true,
      to: 0,
      unreg: false,
    })
    assert.deepEqual([after.type, isHolder(after, b), after.registrants.length], [3, true, 1])
  })
})
