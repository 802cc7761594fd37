import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileDisk, initiator, said, send } from '../../../support/scsi.ts'

const PREVENT = '1e 00 00 00 01 00'
const ALLOW = '1e 00 00 00 00 00'
const EJECT = '1b 00 00 00 02 00'

describe('PREVENT ALLOW MEDIUM REMOVAL', () => {
  it('holds as long as any nexus prevents', async () => {
    const lu = await fileDisk({ removable: true })
    const [one, other] = [initiator(lu), initiator(lu)]
    for (const nexus of [one, other]) await send(nexus, PREVENT)
    assert.equal(said(await send(one, EJECT)), '5/53/02')
    await send(one, ALLOW)
    assert.equal(said(await send(one, EJECT)), '5/53/02')
    lu.detach(other.luns.get(0)!)
    assert.equal(said(await send(one, EJECT)), 'GOOD')
  })

  it('may be ended, not begun, beside a reservation', async () => {
    const lu = await fileDisk()
    const [one, other] = [initiator(lu), initiator(lu)]
    await send(one, '16 00 00 00 00 00')
    assert.equal(said(await send(other, PREVENT)), 'RESERVATION CONFLICT')
    assert.equal(said(await send(other, ALLOW)), 'GOOD')
  })
})
