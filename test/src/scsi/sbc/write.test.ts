import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LogicalUnitOptions } from '../../../../src/scsi/logical-unit.ts'
import { fileDisk, initiator, said, send } from '../../../support/scsi.ts'

const out = (byte: number, blocks = 1) => Buffer.alloc(512 * blocks, byte)

async function at(lu: Awaited<ReturnType<typeof fileDisk>>, lba: number): Promise<string> {
  const span = Buffer.alloc(512)
  await lu.store!.readInto(span, 512 * lba)
  return span.every((byte) => byte === span[0]) ? span.subarray(0, 1).toString('hex') : 'mixed'
}

describe('WRITE', () => {
  for (const [name, cdb, lba] of [
    ['WRITE(6)', '0a 00 00 05 01 00', 5],
    ['WRITE(10)', '2a 00 00000006 00 0001 00', 6],
    ['WRITE(12)', 'aa 00 00000007 00000001 00 00', 7],
    ['WRITE(16)', '8a 00 0000000000000008 00000001 00 00', 8],
    ['WRITE(10) with FUA', '2a 08 00000009 00 0001 00', 9],
  ] as const)
    it(name, async () => {
      const lu = await fileDisk()
      assert.equal(said(await send(initiator(lu), cdb, { out: out(0xa5) })), 'GOOD')
      assert.deepEqual([await at(lu, lba - 1), await at(lu, lba), await at(lu, lba + 1)], ['00', 'a5', '00'])
    })

  it('with data for less than it names writes whole blocks', async () => {
    const lu = await fileDisk()
    const nexus = initiator(lu)
    assert.equal(said(await send(nexus, '2a 00 00000000 00 0003 00', { out: out(1, 2) })), 'GOOD')
    assert.deepEqual([await at(lu, 1), await at(lu, 2)], ['01', '00'])
    const partial = Buffer.alloc(700, 7)
    assert.equal(said(await send(nexus, '2a 00 00000000 00 0003 00', { out: partial })), '5/0e/03')
    assert.equal(await at(lu, 0), '01')
  })

  it('WRPROTECT', async () => {
    const nexus = initiator(await fileDisk())
    assert.equal(said(await send(nexus, '2a 20 00000000 00 0001 00', { out: out(1) })), '5/24/00 CDB 1.5')
  })

  it('write protected', async () => {
    const readOnly = await fileDisk({ readOnly: true })
    const software = await fileDisk()
    software.modes.current.swp = 1
    for (const lu of [readOnly, software])
      assert.equal(said(await send(initiator(lu), '2a 00 00000000 00 0000 00')), '7/27/00')
  })

  for (const [what, options, fua, flushes] of [
    ['a cache is not flushed', {}, false, 0],
    ['but with FUA', {}, true, 1],
    ['write-through always', { writeThrough: true }, false, 1],
    ['a cache that survives power loss never', { nvCache: true, writeThrough: true }, true, 0],
  ] satisfies [string, Partial<LogicalUnitOptions>, boolean, number][])
    it(`durability: ${what}`, async () => {
      const lu = await fileDisk(options)
      let count = 0
      const { store } = lu
      const flush = store!.flush.bind(store)
      store!.flush = () => {
        count++
        return flush()
      }
      await send(initiator(lu), `2a ${fua ? '08' : '00'} 00000000 00 0001 00`, { out: out(1) })
      assert.equal(count, flushes)
    })
})
