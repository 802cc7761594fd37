import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Registrant } from '../../../src/scsi/persistent-reservations.ts'
import { RegistrantIndex } from '../../../src/scsi/registrant-index.ts'
import { sameTransportId } from '../../../src/scsi/transport-id.ts'
import { iscsiTransportId } from '../../support/scsi.ts'

/** Initiator ports, with and without ISID, in either order of its bytes, and one of another protocol. */
const ID = fc
  .constantFrom(
    'iqn.a',
    'iqn.a,i,0x000000000001',
    'iqn.a,i,0x10000000000',
    'IQN.A,i,0x2',
    'iqn.b,i,0x1',
    'sas',
  )
  .map((name) => {
    if (name === 'sas') return new Uint8Array(24).fill(6)
    const id = Buffer.from(iscsiTransportId(name))
    if (!name.includes(',')) id[0] = 0x05
    return new Uint8Array(id)
  })
const REGISTRANT = fc.record({
  transportId: ID,
  relTgtId: fc.constantFrom(1, 2),
  key: fc.bigInt({ min: 1n, max: 9n }),
})

const search = (registrants: readonly Registrant[], id: Uint8Array, port: number): Registrant | undefined =>
  registrants.find((one) => one.relTgtId === port && sameTransportId(one.transportId, id))

describe('the index of registrations', () => {
  it('finds what a search from the first to the last would', () => {
    fc.assert(
      fc.property(fc.array(REGISTRANT), ID, fc.constantFrom(1, 2), (registrants, id, port) => {
        assert.equal(new RegistrantIndex(registrants).find(id, port), search(registrants, id, port))
      }),
    )
  })

  it('gives a key to the registration that it finds, else adds one', () => {
    fc.assert(
      fc.property(fc.array(REGISTRANT), REGISTRANT, (registrants, one) => {
        const index = new RegistrantIndex(registrants)
        const old = search(registrants, one.transportId, one.relTgtId)
        const put = index.put(one)
        assert.deepEqual(put, old === undefined ? one : { ...old, key: one.key })
        assert.deepEqual(
          index.registrants,
          old === undefined ? [...registrants, one] : registrants.map((each) => (each === old ? put : each)),
        )
      }),
    )
  })
})
