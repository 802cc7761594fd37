import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  allRegistrants,
  isReservationType,
  leaves,
  registrantsPass,
  TYPE_MASK,
} from '../../../src/scsi/reservation-types.ts'

it('reservation types are 1, 3 and 5 to 8', () => {
  const types = Array.from({ length: 16 }, (_, type) => type)
  assert.deepEqual(types.filter(isReservationType), [1, 3, 5, 6, 7, 8])
  assert.deepEqual(types.filter(registrantsPass), [5, 6, 7, 8])
  assert.deepEqual(types.filter(allRegistrants), [7, 8])
  assert.deepEqual(types.map(leaves).join('-'), '-W--X--W-X-W-X-------')
  assert.equal(TYPE_MASK, 0x01ea)
})
