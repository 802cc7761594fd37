import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cdrom, disk, initiator, memoryFile, said, send, session } from '../../support/scsi.ts'

const READY = '00 00 00 00 00 00'

describe('capacity', () => {
  it('changes at once and is told', async () => {
    const lu = disk()
    const nexus = initiator(lu)
    lu.resize(1 << 20)
    assert.equal(said(await send(nexus, READY)), '6/2a/09')
    assert.equal(said(await send(nexus, '25 00 00000000 0000 00 00', { alloc: 8 })), 'GOOD 000007ff00000200')
  })

  it('is whole blocks', () => assert.equal(disk({}, 1023).blocks, 1))
})

describe('media', () => {
  it('that change are told to everybody', async () => {
    const lu = cdrom(2048)
    const [one, other] = [initiator(lu), initiator(lu)]
    lu.changeMedium(lu.store, 4096)
    for (const nexus of [one, other]) assert.equal(said(await send(nexus, READY)), '6/28/00')
  })

  it('of which nobody has heard are told to who comes', async () => {
    const lu = cdrom(2048)
    lu.changeMedium(lu.store, 4096)
    const first = session('iqn.2026-10.test:first', lu)
    assert.equal(said(await send(first, READY)), '6/29/00')
    assert.equal(said(await send(first, READY)), '6/28/00')
    const second = session('iqn.2026-10.test:second', lu)
    assert.equal(said(await send(second, READY)), '6/29/00')
    assert.equal(said(await send(second, READY)), 'GOOD')
  })
})

describe('pr_state', () => {
  it('is written and read', () => {
    const lu = disk()
    assert.equal(lu.prState(), 'version 1\ngeneration 0\n')
    assert.equal(lu.restorePrState('version 2\n'), false)
    const text = 'version 1\ngeneration 4\nregistrant 1 00000000000000ff 0 4 45000000\n'
    assert.equal(lu.restorePrState(text), true)
    assert.equal(lu.prState(), text)
  })

  it('registrations find their initiator when it returns', () => {
    const lu = disk()
    const before = initiator(lu)
    const id = Buffer.from(before.transportId)
    lu.keepReservations(memoryFile(), undefined)
    lu.restorePrState(
      `version 1\ngeneration 1\nregistrant 1 000000000000000a 0 ${id.length} ${id.toString('hex')}\n`,
    )
    assert.equal(before.luns.get(0)!.registrant?.key, 10n)
    const again = session(before.initiatorName, lu)
    assert.equal(again.luns.get(0)!.registrant?.key, 10n)
  })
})
