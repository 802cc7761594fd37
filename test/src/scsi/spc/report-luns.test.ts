import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ITLNexus } from '../../../../src/scsi/itl-nexus.ts'
import { SENSE } from '../../../../src/scsi/sense.ts'
import { disk, initiator, said, send, type TestNexus, vectors } from '../../../support/scsi.ts'

describe('REPORT LUNS', () => {
  vectors(initiator(disk(), disk()), [
    [
      'all',
      'a0 00 00 00 00 00 00 00 01 00 00 00',
      'GOOD 00000010 00000000 0000000000000000 0001000000000000',
      256,
    ],
    ['well known ones: none', 'a0 00 01 00 00 00 00 00 01 00 00 00', 'GOOD 0000000000000000', 256],
    [
      'all and well known',
      'a0 00 02 00 00 00 00 00 00 10 00 00',
      'GOOD 00000010000000000000000000000000',
      16,
    ],
    ['another selection', 'a0 00 10 00 00 00 00 00 01 00 00 00', '5/24/00 CDB 2', 256],
    ['less than one entry', 'a0 00 00 00 00 00 00 00 00 0f 00 00', '5/24/00 CDB 6', 15],
    ['no allocation', 'a0 00 00 00 00 00 00 00 00 00 00 00', 'GOOD'],
    [
      'on a LUN that is not mapped',
      'a0 00 00 00 00 00 00 00 00 10 00 00',
      'GOOD 00000010000000000000000000000000',
      { alloc: 16, lun: 9 },
    ],
  ])

  for (const [method, shown] of [
    ['PERIPHERAL', '0100'],
    ['FLAT', '4100'],
    ['LUN', '8100'],
  ] as const)
    it(`addresses LUN 256 by ${method}`, async () => {
      const plain = initiator()
      const nexus: TestNexus = { ...plain, addrMethod: method }
      for (const lun of [256, 0]) nexus.luns.set(lun, new ITLNexus(nexus, lun, disk(), false))
      const answer = await send(nexus, 'a0 00 00 00 00 00 00 00 01 00 00 00', { alloc: 256 })
      assert.equal(said(answer), `GOOD 00000010000000000000000000000000${shown}000000000000`)
    })

  it('makes up for the unit attention on every LUN', async () => {
    const nexus = initiator(disk(), disk())
    for (const itl of nexus.luns.values()) itl.attend(SENSE['REPORTED LUNS DATA HAS CHANGED'])
    await send(nexus, 'a0 00 00 00 00 00 00 00 00 10 00 00', { alloc: 16 })
    assert.equal(said(await send(nexus, '00 00 00 00 00 00', { lun: 1 })), 'GOOD')
  })
})
