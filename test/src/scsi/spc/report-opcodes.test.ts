import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEVICE_TYPE, type LogicalUnit } from '../../../../src/scsi/logical-unit.ts'
import { disk, initiator, send, vectors } from '../../../support/scsi.ts'

describe('REPORT SUPPORTED OPERATION CODES', () => {
  vectors(initiator(disk()), [
    ['one command', 'a3 0c 01 28 00 00 00 00 00 ff 00 00', 'GOOD 0003000a 28f8 ffffffff 00 ffff 04', 255],
    [
      'with timeouts',
      'a3 0c 81 12 00 00 00 00 00 ff 00 00',
      'GOOD 00830006 1201ffffff04 000a0000 00000001 0000000a',
      255,
    ],
    [
      'one service action',
      'a3 0c 02 9e 00 10 00 00 00 ff 00 00',
      'GOOD 00030010 9e10 0000000000000000 ffffffff 00 04',
      255,
    ],
    ['an opcode with service actions', 'a3 0c 01 9e 00 00 00 00 00 ff 00 00', '5/24/00 CDB 2.0', 255],
    ['an opcode without', 'a3 0c 02 12 00 01 00 00 00 ff 00 00', '5/24/00 CDB 2.0', 255],
    ['either', 'a3 0c 03 12 00 00 00 00 00 ff 00 00', 'GOOD 00030006 1201ffffff04', 255],
    ['either, an action that there is not', 'a3 0c 03 9e 00 1f 00 00 00 ff 00 00', 'GOOD 00010000', 255],
    ['nothing we know', 'a3 0c 01 ff 00 00 00 00 00 ff 00 00', 'GOOD 00010000', 255],
    ['another option', 'a3 0c 04 00 00 00 00 00 00 ff 00 00', '5/24/00 CDB 2.0', 255],
  ])

  const listed = async (lu: LogicalUnit): Promise<string[]> => {
    const { data } = await send(initiator(lu), 'a3 0c 00 00 00 00 00 00 ff ff 00 00', { alloc: 65535 })
    const bytes = Buffer.from(data, 'hex')
    assert.equal(bytes.readUInt32BE(0), bytes.length - 4)
    return (data.slice(8).match(/.{16}/g) ?? []).map(
      (one) => one.slice(0, 2) + (one[11] === '1' ? `/${one.slice(6, 8)}` : ''),
    )
  }

  it("lists SCST's commands first, in its order", async () => {
    const codes = await listed(disk())
    const expected = `35 91 1a 5a 15 55 4c 4d 1b 25 1d a3/0a 08 28 a8 88 0a 2a aa 8a 2e ae 8e 2f af 8f 9e/10 41 93 42 04 83
      89 12 00 16 17 56 57 5e 5f a0 03 a3/0c a3/0d`
    assert.deepEqual(codes.slice(0, 45), expected.split(/\s+/))
  })

  it('lists SET TARGET PORT GROUPS last, where it is offered', async () => {
    const lu = disk()
    assert.equal((await listed(lu)).includes('a4/0a'), false)
    lu.explAlua = true
    assert.equal((await listed(lu)).at(-1), 'a4/0a')
  })

  it('lists for each device type what it has', async () => {
    const cdrom = await listed(disk({ type: DEVICE_TYPE.CDROM }))
    assert.equal(cdrom.includes('43'), true)
    for (const code of ['41', '42', '83', '89', '93']) assert.equal(cdrom.includes(code), false)
    assert.equal((await listed(disk())).includes('43'), false)
  })
})

describe('REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS', () => {
  vectors(initiator(disk()), [
    ['short', 'a3 0d 00 00 00 00 00 00 00 ff 00 00', 'GOOD f8000000', 255],
    ['extended', 'a3 0d 80 00 00 00 00 00 00 ff 00 00', 'GOOD f800000c 0100a000 0000012c 00000096', 255],
  ])
})
