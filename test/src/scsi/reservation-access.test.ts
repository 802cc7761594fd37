import assert from 'node:assert/strict'
import { it } from 'node:test'
import { checkReservation, mayWrite } from '../../../src/scsi/reservation-access.ts'
import { disk, initiator } from '../../support/scsi.ts'

const itl = (lu: ReturnType<typeof disk>) => initiator(lu).luns.get(0)!
const conflicts = (act: () => void): boolean => {
  try {
    act()
    return false
  } catch {
    return true
  }
}

it('RESERVE lets its holder do everything, others what L allows', () => {
  const lu = disk()
  const [holder, other] = [itl(lu), itl(lu)]
  lu.reservedBy = holder
  assert.equal(
    conflicts(() => mayWrite(holder, lu)),
    false,
  )
  assert.equal(
    conflicts(() => checkReservation(other, lu, () => 'WX')),
    true,
  )
  assert.equal(
    conflicts(() => checkReservation(other, lu, () => 'LW')),
    false,
  )
  assert.equal(
    conflicts(() => mayWrite(undefined, lu)),
    true,
  )
})

it('a persistent reservation looks at W or X, by its kind', () => {
  const lu = disk()
  const [holder, other] = [itl(lu), itl(lu)]
  const registrant = { transportId: holder.nexus.transportId, relTgtId: 1, key: 1n }
  for (const [type, letter, missing] of [
    [1, 'W', 'X'],
    [3, 'X', 'W'],
    [5, 'W', 'X'],
    [6, 'X', 'W'],
  ] as const) {
    lu.keepReservations(undefined, {
      ...lu.reservations,
      registrants: [registrant],
      type,
      holder: registrant,
    })
    assert.equal(
      conflicts(() => mayWrite(holder, lu)),
      false,
    )
    assert.equal(
      conflicts(() => checkReservation(other, lu, () => letter)),
      false,
    )
    assert.equal(
      conflicts(() => checkReservation(other, lu, () => missing)),
      true,
    )
  }
})
