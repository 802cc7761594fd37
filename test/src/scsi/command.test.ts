import assert from 'node:assert/strict'
import { it } from 'node:test'
import { layout, u16, u32 } from '../../../src/lib/layout.ts'
import { command, wide } from '../../../src/scsi/command.ts'
import { disk, initiator, taskFor } from '../../support/scsi.ts'

const row = (fields: Parameters<typeof layout>[1], demand?: () => number) =>
  command({
    ...{ opcode: 0xc0, name: 'TEST', data: 'in', usage: 'c0 00', cdb: layout(16, fields) },
    ...(demand && { demand }),
    run() {},
  })

it('decoding reads range and length into the task, without a word about them in the row', () => {
  const task = taskFor(initiator(), 'c0 00 0000000000000102 00000030 0000')
  row({ lba: wide(2), blocks: u32(10), allocationLength: u16(12) }).decode(task, disk())
  assert.deepEqual([task.lba, task.blocks, task.demanded], [0x102, 0x30, 0x30])
})

it('a row may reckon its length itself', () => {
  const task = taskFor(initiator(), 'c0')
  row({}, () => 7).decode(task, disk())
  assert.equal(task.demanded, 7)
})

it('64 bits are exact where media can be, and huge beyond', () => {
  const at = (hex: string) => wide(0).get(Buffer.from(hex, 'hex'), 0)
  assert.equal(at('001fffffffffffff'), Number.MAX_SAFE_INTEGER)
  assert.ok(at('ffffffffffffffff') >= 2 ** 63)
})
