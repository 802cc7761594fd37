import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NullStore } from '../../../../src/core/stores/null.ts'
import { disk, fileDisk, initiator, said, send } from '../../../support/scsi.ts'

describe('WRITE AND VERIFY', () => {
  const out = Buffer.alloc(512, 0x5a)

  it('writes, and finds what it wrote', async () => {
    const nexus = initiator(await fileDisk())
    for (const cdb of [
      '2e 00 00000003 00 0001 00',
      'ae 02 00000004 00000001 00 00',
      '8e 00 0000000000000005 00000001 00 00',
    ])
      assert.equal(said(await send(nexus, cdb, { out })), 'GOOD')
    const { data } = await send(nexus, '28 00 00000003 00 0003 00', { alloc: 1536 })
    assert.equal(data, '5a'.repeat(1536))
  })

  it('says when the medium has something else', async () => {
    const lu = disk()
    lu.store = new NullStore(lu.size)
    assert.equal(said(await send(initiator(lu), '2e 00 00000000 00 0001 00', { out })), 'e/1d/00')
  })

  it('of a unit that keeps nothing has nothing to compare with', async () => {
    const lu = disk({ volatile: true })
    lu.store = new NullStore(lu.size)
    assert.equal(said(await send(initiator(lu), '2e 00 00000000 00 0001 00', { out })), 'GOOD')
  })

  it('BYTCHK 10b', async () => {
    const nexus = initiator(await fileDisk())
    assert.equal(said(await send(nexus, '2e 04 00000000 00 0001 00', { out })), '5/24/00 CDB 1.2')
  })
})
