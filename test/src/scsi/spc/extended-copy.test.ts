import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LogicalUnit } from '../../../../src/scsi/logical-unit.ts'
import { unitDesignators } from '../../../../src/scsi/spc/device-identification.ts'
import { disk, fileDisk, initiator, said, send, type TestNexus } from '../../../support/scsi.ts'

interface Segment {
  readonly source?: number
  readonly destination?: number
  readonly blocks: number
  readonly from: number
  readonly to: number
  readonly type?: number
  readonly length?: number
}

function target(lu: LogicalUnit): Buffer {
  const [designator] = unitDesignators(lu)
  const bytes = Buffer.alloc(32)
  bytes[0] = 0xe4
  bytes[4] = designator![0]!
  bytes[5] = designator![1]!
  bytes[7] = Math.min(designator![3]!, 20)
  designator!.copy(bytes, 8, 4, 24)
  bytes.writeUIntBE(lu.options.blockSize, 29, 3)
  return bytes
}

/** By NAA identifier: the T10 vendor designator of a test's disk is longer than a CSCD descriptor has room for. */
async function named(id: string, size?: number): Promise<LogicalUnit> {
  const lu = await fileDisk({ name: id }, size)
  lu.identity.t10VendId = id
  lu.identity.vendSpecificId = id
  return lu
}

function segment({ source = 0, destination = 1, blocks, from, to, type = 2, length = 24 }: Segment): Buffer {
  const bytes = Buffer.alloc(28)
  bytes[0] = type
  bytes.writeUInt16BE(length, 2)
  bytes.writeUInt16BE(source, 4)
  bytes.writeUInt16BE(destination, 6)
  bytes.writeUInt16BE(blocks, 10)
  bytes.writeBigUInt64BE(BigInt(from), 12)
  bytes.writeBigUInt64BE(BigInt(to), 20)
  return bytes
}

function copyList(targets: readonly Buffer[], segments: readonly Buffer[], id = 1): Buffer {
  const header = Buffer.alloc(16)
  header[0] = id
  header.writeUInt16BE(32 * targets.length, 2)
  header.writeUInt32BE(28 * segments.length, 8)
  return Buffer.concat([header, ...targets, ...segments])
}

async function copy(nexus: TestNexus, list: Buffer): Promise<string> {
  const cdb = Buffer.alloc(16)
  cdb[0] = 0x83
  cdb.writeUInt32BE(list.length, 10)
  return said(await send(nexus, cdb.toString('hex'), { out: list }))
}

const read = async (nexus: TestNexus, lun: number, lba: number) =>
  (await send(nexus, `28 00 ${lba.toString(16).padStart(8, '0')} 00 0001 00`, { alloc: 512, lun })).data
const status = async (nexus: TestNexus, id: number, action: number, alloc = 255) =>
  said(await send(nexus, `84 0${action} 0${id} 00 00 00 00 00 00 00 00 00 00 ff 00 00`, { alloc }))

describe('EXTENDED COPY', () => {
  it('copies between units and tells of it', async () => {
    const [one, two] = [await named('one'), await named('two')]
    const nexus = initiator(one, two)
    await send(nexus, '2a 00 00000005 00 0001 00', { out: Buffer.alloc(512, 0xab) })
    const list = copyList([target(one), target(two)], [segment({ blocks: 4, from: 5, to: 9 })])
    assert.equal(await copy(nexus, list), 'GOOD')
    assert.equal(await read(nexus, 1, 9), 'ab'.repeat(512))
    assert.equal(await status(nexus, 1, 0), 'GOOD 000000080100010100000002')
    assert.equal(await status(nexus, 2, 0), '5/24/00 CDB 2')
  })

  it('keeps the sense of a failed copy until it is read', async () => {
    const one = await named('one')
    const nexus = initiator(one)
    const list = copyList([target(one)], [segment({ destination: 0, blocks: 4, from: 0, to: 2047 })])
    assert.equal(await copy(nexus, list), 'a/00/00')
    assert.match(await status(nexus, 1, 4), /^GOOD 0000004a(00){52}0200001270000a00/)
    assert.equal(await status(nexus, 1, 4), '5/24/00 CDB 2')
  })

  it('tells its limits', async () => {
    assert.equal(
      await status(initiator(disk()), 0, 3),
      `GOOD 0000002a 01000000 0005008f 0000ffff 10000000 ${'00'.repeat(14)} ffffff10 0000000000 0202e4`.replaceAll(
        /(?<=GOOD .*)\s/g,
        '',
      ),
    )
  })

  it('checks the whole list before it copies', async () => {
    const [one, two] = [await named('one'), await named('two')]
    const nexus = initiator(one, two)
    const targets = [target(one), target(two)]
    const good = segment({ blocks: 1, from: 0, to: 0 })
    const patched = (at: number, ...bytes: number[]) => {
      const list = copyList(targets, [good])
      list.set(bytes, at)
      return list
    }
    for (const [what, list, expected] of [
      ['less than a header', Buffer.alloc(15), '5/1a/00'],
      ['list id usage 01b', patched(1, 0x08), '5/26/00 list 1.3'],
      ['no list id, but one', patched(1, 0x18), '5/26/00 list 0'],
      ['inline data', patched(15, 1), '5/26/0b'],
      ['segments without targets', copyList([], [good]), '5/26/00 list 2'],
      ['target length', patched(3, 63), '5/26/0b'],
      ['list too short', copyList(targets, [good]).subarray(0, 100), '5/1a/00'],
      ['six targets', copyList(Array(6).fill(targets[0]), []), '5/26/06'],
      ['target type', patched(16, 0xe0), '5/26/07'],
      ['device type', patched(17, 0x05), '5/26/00 list 17.0'],
      ['nobody of that name', patched(24, 0x7a), '5/26/00 list 16'],
      ['block length', patched(46, 1), '5/26/00 list 45'],
      ['144 segments', copyList(targets, Array(144).fill(good)), '5/26/08'],
      ['segment type', copyList(targets, [segment({ blocks: 1, from: 0, to: 0, type: 3 })]), '5/26/09'],
      ['segment length', copyList(targets, [segment({ blocks: 1, from: 0, to: 0, length: 23 })]), 'a/00/00'],
      ['source index', copyList(targets, [segment({ source: 2, blocks: 1, from: 0, to: 0 })]), 'a/00/00'],
      ['a null target', patched(17, 0x20), 'a/0d/02'],
      ['nothing at all', copyList([], []), 'GOOD'],
    ] as const)
      assert.equal(await copy(nexus, list), expected, what)
  })

  it('keeps to the reservation of the destination', async () => {
    const [one, two] = [await named('one'), await named('two')]
    const [nexus, other] = [initiator(one, two), initiator(two)]
    await send(other, '16 00 00 00 00 00')
    const list = copyList([target(one), target(two)], [segment({ blocks: 1, from: 0, to: 0 })])
    assert.equal(await copy(nexus, list), 'RESERVATION CONFLICT')
  })
})
