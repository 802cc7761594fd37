import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { disk, fileDisk, initiator, said, send, vectors } from '../../../support/scsi.ts'

const block = (byte: string) => byte.repeat(512)

async function written() {
  const lu = await fileDisk()
  await lu.store!.writeFrom([Buffer.alloc(512, 0x11), Buffer.alloc(512, 0x22), Buffer.alloc(512, 0x33)], 512)
  return initiator(lu)
}

describe('READ', () => {
  vectors(written(), [
    ['READ(6)', '08 00 00 01 01 00', `GOOD ${block('11')}`, 512],
    ['READ(10)', '28 00 00000002 00 0002 00', `GOOD ${block('22')}${block('33')}`, 1024],
    ['READ(12)', 'a8 00 00000001 00000001 00 00', `GOOD ${block('11')}`, 512],
    ['READ(16)', '88 00 0000000000000003 00000001 00 00', `GOOD ${block('33')}`, 512],
    ['with FUA', '28 08 00000001 00 0001 00', `GOOD ${block('11')}`, 512],
    ['nothing', '28 00 00000800 00 0000 00', 'GOOD'],
    ['nothing, beyond the end', '28 00 00000801 00 0000 00', '5/21/00'],
    ['the last block', '28 00 000007ff 00 0001 00', `GOOD ${block('00')}`, 512],
    ['beyond the end', '28 00 000007ff 00 0002 00', '5/21/00', 1024],
    ['a huge address', '88 00 ffffffffffffffff 00000001 00 00', '5/21/00', 512],
    ['an address that wraps', '88 00 0020000000000000 00000001 00 00', '5/21/00', 512],
    ['a huge length', '88 00 0000000000000000 00400000 00 00', '5/21/00', 512],
    ['RDPROTECT', '28 e0 00000000 00 0001 00', '5/24/00 CDB 1.5', 512],
  ])

  it('READ(6) of 0 blocks is of 256', async () => {
    const { data } = await send(initiator(await fileDisk()), '08 00 00 00 00 00', { alloc: 256 * 512 })
    assert.equal(data.length, 2 * 256 * 512)
  })

  it('finds blocks that the file has lost unreadable', async () => {
    const lu = await fileDisk({}, 1 << 20)
    lu.size = 2 << 20
    assert.equal(said(await send(initiator(lu), '28 00 00000fff 00 0001 00', { alloc: 512 })), '3/11/00')
  })

  it('is refused without a store', async () => {
    assert.equal(said(await send(initiator(disk()), '28 00 00000000 00 0001 00', { alloc: 512 })), '2/3a/00')
  })
})
