import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileDisk, initiator, said, send, vectors } from '../../../support/scsi.ts'

const block = (byte: string) => byte.repeat(512)

describe('WRITE SAME of a thick disk', () => {
  vectors(
    fileDisk().then((lu) => initiator(lu)),
    [
      ['(10)', '41 00 00000004 00 0002 00', 'GOOD', block('a1')],
      [
        'is there',
        '28 00 00000003 00 0004 00',
        `GOOD ${block('00')}${block('a1')}${block('a1')}${block('00')}`,
        2048,
      ],
      ['(16)', '93 00 0000000000000006 00000001 00 00', 'GOOD', block('a2')],
      ['without data: zeros', '93 01 0000000000000005 00000001 00 00', 'GOOD'],
      ['are there', '28 00 00000004 00 0003 00', `GOOD ${block('a1')}${block('00')}${block('a2')}`, 1536],
      ['ANCHOR', '93 10 0000000000000000 00000001 00 00', '5/24/00 CDB 1.4', block('00')],
      ['WRPROTECT', '41 20 00000000 00 0001 00', '5/24/00 CDB 1.5', block('00')],
      ['no number of blocks (10)', '41 00 00000000 00 0000 00', '5/24/00 CDB 7', block('00')],
      ['no number of blocks (16)', '93 00 0000000000000000 00000000 00 00', '5/24/00 CDB 10', block('00')],
      ['UNMAP', '41 08 00000000 00 0001 00', '5/20/00', block('00')],
      ['LBDATA', '41 02 00000000 00 0001 00', '5/24/00 CDB 1.1', block('00')],
      ['no data', '41 00 00000000 00 0001 00', '5/24/00 CDB 7'],
      ['two blocks of data', '93 00 0000000000000000 00000002 00 00', '5/24/00 CDB 10', block('0000')],
      ['beyond the end', '41 00 000007ff 00 0002 00', '5/21/00', block('00')],
    ],
  )

  it('of more than 256 MiB', async () => {
    const out = Buffer.alloc(512)
    const nexus = initiator(await fileDisk({}, 2 ** 29))
    assert.equal(said(await send(nexus, '93 00 0000000000000000 00080001 00 00', { out })), '5/24/00 CDB 10')
  })

  it('fills more than one piece', async () => {
    const nexus = initiator(await fileDisk({}, 4 << 20))
    await send(nexus, '93 00 0000000000000001 00001001 00 00', { out: Buffer.alloc(512, 0x77) })
    const { data } = await send(nexus, '88 00 0000000000000000 00001003 00 00', { alloc: 0x1003 * 512 })
    assert.equal(
      Buffer.from(data, 'hex').equals(
        Buffer.concat([Buffer.alloc(512), Buffer.alloc(0x1001 * 512, 0x77), Buffer.alloc(512)]),
      ),
      true,
    )
  })
})

describe('WRITE SAME with UNMAP of a thin disk', () => {
  vectors(
    fileDisk({ thinProvisioned: true }).then((lu) => initiator(lu)),
    [
      ['something', '2a 00 00000000 00 0001 00', 'GOOD', block('ff')],
      ['zeros unmap', '93 08 0000000000000000 00000001 00 00', 'GOOD', block('00')],
      ['to zeros', '28 00 00000000 00 0001 00', `GOOD ${block('00')}`, 512],
      ['anything else is written', '93 08 0000000000000000 00000001 00 00', 'GOOD', block('0a')],
      ['and there', '28 00 00000000 00 0001 00', `GOOD ${block('0a')}`, 512],
      ['with ANCHOR', '93 18 0000000000000000 00000001 00 00', '5/24/00 CDB 1.4', block('00')],
    ],
  )
})

it('WRITE SAME with UNMAP gives back more than it would write', async () => {
  const nexus = initiator(await fileDisk({ thinProvisioned: true }, 2 ** 29))
  const all = '93 08 0000000000000000 00100000 00 00'
  assert.equal(said(await send(nexus, all, { out: Buffer.alloc(512) })), 'GOOD')
  assert.equal(said(await send(nexus, all, { out: Buffer.alloc(512, 1) })), '5/24/00 CDB 10')
})

it('WRITE SAME with UNMAP leaves zeros, though a discard would leave anything', async () => {
  const lu = await fileDisk({ thinProvisioned: true })
  Object.assign(lu.store!, { discard() {} })
  const nexus = initiator(lu)
  await send(nexus, '2a 00 00000000 00 0001 00', { out: Buffer.alloc(512, 0xff) })
  await send(nexus, '93 08 0000000000000000 00000001 00 00', { out: Buffer.alloc(512) })
  assert.equal((await send(nexus, '28 00 00000000 00 0001 00', { alloc: 512 })).data, block('00'))
})
