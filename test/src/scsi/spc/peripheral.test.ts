import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { AluaState } from '../../../../src/scsi/nexus.ts'
import { peripheral } from '../../../../src/scsi/spc/peripheral.ts'
import { cdrom, disk, initiator, taskFor } from '../../../support/scsi.ts'

it('is the type, with a qualifier where the port cannot reach the unit', () => {
  const [plain, dummy, drive] = [disk(), disk({ dummy: true }), cdrom(0)]
  const task = taskFor(initiator(plain), '12')
  assert.deepEqual(
    [plain, dummy, drive].map((lu) => peripheral(task, lu)),
    [0x00, 0x3f, 0x05],
  )
  const states: Partial<Record<AluaState, number>> = {
    active: 0x05,
    standby: 0x05,
    unavailable: 0x25,
    offline: 0x25,
  }
  for (const [state, expected] of Object.entries(states)) {
    drive.alua = { state: () => state as AluaState, groups: () => [], set: () => false, groupId: () => 0 }
    assert.equal(peripheral(task, drive), expected, state)
  }
})
