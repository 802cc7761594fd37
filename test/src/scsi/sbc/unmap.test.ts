import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileDisk, initiator, said, send, vectors } from '../../../support/scsi.ts'

/** A parameter list of ranges. */
function list(...ranges: readonly (readonly [lba: number, blocks: number])[]): string {
  const bytes = Buffer.alloc(8 + 16 * ranges.length)
  bytes.writeUInt16BE(bytes.length - 2, 0)
  bytes.writeUInt16BE(16 * ranges.length, 2)
  for (const [at, [lba, blocks]] of ranges.entries()) {
    bytes.writeBigUInt64BE(BigInt(lba), 8 + 16 * at)
    bytes.writeUInt32BE(blocks, 16 + 16 * at)
  }
  return bytes.toString('hex')
}

const thin = fileDisk({ thinProvisioned: true }).then((lu) => initiator(lu))

describe('UNMAP', () => {
  vectors(thin, [
    ['two ranges', '42 00 00000000 00 0028 00', 'GOOD', list([0, 8], [100, 1])],
    ['none', '42 00 00000000 00 0008 00', 'GOOD', list()],
    ['no list', '42 00 00000000 00 0000 00', 'GOOD'],
    ['an empty range anywhere', '42 00 00000000 00 0018 00', 'GOOD', list([2 ** 40, 0])],
    ['ANCHOR', '42 01 00000000 00 0018 00', '5/24/00 CDB 1.0', list([0, 1])],
    ['less than a header', '42 00 00000000 00 0007 00', '5/1a/00', '00'.repeat(7)],
    ['descriptors that are not there', '42 00 00000000 00 0008 00', '5/26/00 list 2', '0016001000000000'],
    ['part of a descriptor', '42 00 00000000 00 0018 00', '5/26/00 list 2', `00160008${'00'.repeat(20)}`],
    ['beyond the end', '42 00 00000000 00 0028 00', '5/21/00', list([0, 8], [2047, 2])],
  ])

  it('gives blocks back, which then are zeros', async () => {
    const nexus = await thin
    await send(nexus, '2a 00 00000010 00 0008 00', { out: Buffer.alloc(4096, 0xff) })
    await send(nexus, '42 00 00000000 00 0018 00', { out: Buffer.from(list([17, 2]), 'hex') })
    const { data } = await send(nexus, '28 00 00000010 00 0004 00', { alloc: 2048 })
    assert.equal(data, `${'ff'.repeat(512)}${'00'.repeat(1024)}${'ff'.repeat(512)}`)
  })

  it('leaves everything when one range is bad', async () => {
    const nexus = await thin
    await send(nexus, '2a 00 00000000 00 0001 00', { out: Buffer.alloc(512, 0xee) })
    await send(nexus, '42 00 00000000 00 0028 00', { out: Buffer.from(list([0, 1], [2048, 1]), 'hex') })
    const { data } = await send(nexus, '28 00 00000000 00 0001 00', { alloc: 512 })
    assert.equal(data, 'ee'.repeat(512))
  })

  it('of more than the limit in all', async () => {
    const big = initiator(await fileDisk({ thinProvisioned: true }, 2 ** 30))
    const out = Buffer.from(list([0, 524288], [0, 1]), 'hex')
    assert.equal(said(await send(big, '42 00 00000000 00 0028 00', { out })), '5/26/00 list 0')
  })

  it('of more descriptors than the daemon’s settings allow', async () => {
    const extensions = { maxUnmapDescriptors: 1 }
    const strict = initiator(await fileDisk({ thinProvisioned: true, extensions }))
    const unmap = (...ranges: (readonly [number, number])[]) =>
      send(strict, `42 00 00000000 00 00${ranges.length === 1 ? '18' : '28'} 00`, {
        out: Buffer.from(list(...ranges), 'hex'),
      })
    assert.equal(said(await unmap([0, 1])), 'GOOD')
    assert.equal(said(await unmap([0, 1], [2, 1])), '5/26/00 list 2')
  })

  it('is no command of a thick disk', async () => {
    const out = Buffer.from(list([0, 1]), 'hex')
    assert.equal(
      said(await send(initiator(await fileDisk()), '42 00 00000000 00 0018 00', { out })),
      '5/20/00',
    )
  })
})
