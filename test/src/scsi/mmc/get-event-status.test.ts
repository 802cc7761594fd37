import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cdrom, initiator, said, send, vectors } from '../../../support/scsi.ts'

const MEDIA = '4a 01 00 00 10 00 00 00 08 00'

describe('GET EVENT STATUS NOTIFICATION', () => {
  vectors(initiator(cdrom(2048)), [
    ['media', MEDIA, 'GOOD 0006 0410 00020000', 8],
    ['nothing we have', '4a 01 00 00 02 00 00 00 08 00', 'GOOD 0002 8010', 8],
    ['not polled', '4a 00 00 00 10 00 00 00 08 00', '5/24/00 CDB 1.0', 8],
  ])

  it('tells each nexus of each change once', async () => {
    const lu = cdrom(2048)
    const [one, other] = [initiator(lu), initiator(lu)]
    const event = async (nexus: typeof one) => said(await send(nexus, MEDIA, { alloc: 8 })).slice(13)
    const { store, size } = lu
    lu.changeMedium(undefined, 0)
    assert.equal(await event(one), '03000000')
    assert.equal(await event(one), '00000000')
    lu.changeMedium(store, size)
    assert.deepEqual([await event(one), await event(other)], ['02020000', '02020000'])
  })
})
