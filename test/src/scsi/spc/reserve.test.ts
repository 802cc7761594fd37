import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { attended, disk, initiator, said, send, session, vectors } from '../../../support/scsi.ts'

const RESERVE = '16 00 00 00 00 00'
const RELEASE = '17 00 00 00 00 00'
const READY = '00 00 00 00 00 00'
const MODE_SENSE = '1a 08 0a 00 00 00'

describe('RESERVE and RELEASE', () => {
  it('keep others out but for the harmless', async () => {
    const lu = disk()
    const [one, other] = [initiator(lu), initiator(lu)]
    assert.equal(said(await send(one, RESERVE)), 'GOOD')
    assert.equal(said(await send(one, RESERVE)), 'GOOD')
    assert.equal(said(await send(other, RESERVE)), 'RESERVATION CONFLICT')
    assert.equal(said(await send(other, MODE_SENSE)), 'RESERVATION CONFLICT')
    assert.equal(said(await send(other, READY)), 'GOOD')
    assert.equal(said(await send(other, '12 00 00 00 00 00')), 'GOOD')
    assert.equal(said(await send(other, RELEASE)), 'GOOD')
    assert.equal(said(await send(other, MODE_SENSE)), 'RESERVATION CONFLICT')
    assert.equal(said(await send(one, RELEASE)), 'GOOD')
    assert.equal(said(await send(other, MODE_SENSE)), 'GOOD')
  })

  it('conflict beats a unit attention, which stays', async () => {
    const lu = disk()
    const one = initiator(lu)
    await send(one, RESERVE)
    const other = session('iqn.2026-10.test:late', lu)
    assert.equal(said(await send(other, MODE_SENSE)), 'RESERVATION CONFLICT')
    await send(one, RELEASE)
    assert.equal(said(await send(other, MODE_SENSE)), '6/29/00')
  })

  it('end with the session, and move with it when it is reinstated', async () => {
    const lu = disk()
    const [one, other] = [initiator(lu), initiator(lu)]
    await send(one, RESERVE)
    const again = attended(session('iqn.2026-10.test:again', lu))
    lu.attach(again.luns.get(0)!, one.luns.get(0)!)
    lu.detach(one.luns.get(0)!)
    assert.equal(said(await send(again, MODE_SENSE)), '6/29/07')
    assert.equal(said(await send(other, MODE_SENSE)), 'RESERVATION CONFLICT')
    lu.detach(again.luns.get(0)!)
    assert.equal(said(await send(other, MODE_SENSE)), 'GOOD')
  })

  it('make persistent reservations impossible meanwhile', async () => {
    const one = initiator(disk())
    await send(one, RESERVE)
    assert.equal(said(await send(one, '5e 00 00 00 00 00 00 00 08 00', { alloc: 8 })), 'RESERVATION CONFLICT')
  })

  vectors(initiator(disk()), [
    ['RESERVE(10)', '56 00 00 00 00 00 00 00 00 00', 'GOOD'],
    ['RESERVE(10) for a third party', '56 10 00 00 00 00 00 00 00 00', '5/24/00 CDB 1.4'],
    ['RELEASE(10)', '57 00 00 00 00 00 00 00 00 00', 'GOOD'],
  ])
})
