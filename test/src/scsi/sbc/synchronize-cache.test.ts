import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { disk, fileDisk, initiator, said, send, vectors } from '../../../support/scsi.ts'

const SYNC = '35 00 00000000 00 0000 00'
const SYNC_IMMED = '35 02 00000000 00 0000 00'

describe('SYNCHRONIZE CACHE', () => {
  vectors(
    fileDisk().then((lu) => initiator(lu)),
    [
      ['all', SYNC, 'GOOD'],
      ['(16)', '91 00 0000000000000004 00000008 00 00', 'GOOD'],
      ['IMMED', SYNC_IMMED, 'GOOD'],
      ['beyond the end', '35 00 00000801 00 0000 00', '5/21/00'],
      ['a range beyond the end', '35 00 00000000 00 0801 00', '5/21/00'],
    ],
  )

  it('that fails late is told by the next command', async () => {
    const lu = await fileDisk()
    lu.store!.flush = () => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }))
    const nexus = initiator(lu)
    assert.equal(said(await send(nexus, SYNC)), '3/03/00')
    assert.equal(said(await send(nexus, SYNC_IMMED)), 'GOOD')
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(said(await send(nexus, '00 00 00 00 00 00')), 'deferred 3/03/00')
  })

  it('has nothing to do for a cache that survives power loss', async () => {
    const lu = await fileDisk({ nvCache: true })
    lu.store!.flush = () => assert.fail('flushed')
    assert.equal(said(await send(initiator(lu), SYNC)), 'GOOD')
  })

  it('needs a store', async () => {
    assert.equal(said(await send(initiator(disk()), SYNC)), '2/3a/00')
  })
})
