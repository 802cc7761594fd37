import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cdrom, fileDisk, initiator, said, send } from '../../../support/scsi.ts'

const EJECT = '1b 00 00 00 02 00'
const LOAD = '1b 00 00 00 03 00'
const STOP = '1b 00 00 00 00 00'
const READY = '00 00 00 00 00 00'

describe('START STOP UNIT', () => {
  it('takes a removable medium out for everybody, and back', async () => {
    const lu = await fileDisk({ removable: true })
    const [one, other] = [initiator(lu), initiator(lu)]
    assert.equal(said(await send(one, EJECT)), 'GOOD')
    for (const cdb of [READY, '25 00 00000000 0000 00 00', '28 00 00000000 00 0001 00'])
      assert.equal(said(await send(other, cdb, { alloc: cdb === READY ? 0 : 8 })), '2/3a/00')
    assert.equal(said(await send(one, '1a 08 0a 00 00 00')), 'GOOD')
    assert.equal(said(await send(one, LOAD)), 'GOOD')
    assert.equal(said(await send(one, READY)), 'GOOD')
    assert.equal(said(await send(other, READY)), '6/28/00')
  })

  it('with a power condition, or on a fixed disk, ejects nothing', async () => {
    const [removable, fixed] = [await fileDisk({ removable: true }), await fileDisk()]
    await send(initiator(removable), '1b 00 00 00 32 00')
    await send(initiator(fixed), EJECT)
    await send(initiator(fixed), STOP)
    assert.deepEqual([removable.present, fixed.present], [true, true])
  })

  it('wants the store of a disk open, and lets an empty drive answer', async () => {
    const [closed, empty] = [await fileDisk(), cdrom(0)]
    closed.store = undefined
    for (const cdb of [STOP, '1e 00 00 00 00 00']) {
      assert.equal(said(await send(initiator(closed), cdb)), '2/3a/00')
      assert.equal(said(await send(initiator(empty), cdb)), 'GOOD')
    }
  })

  it('may start, not stop, beside a reservation', async () => {
    const lu = await fileDisk()
    const [one, other] = [initiator(lu), initiator(lu)]
    await send(one, '16 00 00 00 00 00')
    assert.equal(said(await send(other, STOP)), 'RESERVATION CONFLICT')
    assert.equal(said(await send(other, '1b 00 00 00 01 00')), 'GOOD')
  })
})
