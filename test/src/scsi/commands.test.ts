import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { commandFor } from '../../../src/scsi/commands.ts'
import { DEVICE_TYPE } from '../../../src/scsi/logical-unit.ts'
import { disk } from '../../support/scsi.ts'

const LENGTHS = [6, 10, 10, undefined, 16, 12]

describe('the table of commands', () => {
  const every = [disk(), disk({ type: DEVICE_TYPE.CDROM })].flatMap((lu) =>
    Array.from({ length: 256 * 32 }, (_, at) => {
      try {
        return [commandFor(lu, Uint8Array.of(at >> 5, at & 31))]
      } catch {
        return []
      }
    }).flat(),
  )

  it('has for each opcode a CDB of its group length that begins with it', () => {
    for (const { opcode, usage, name } of every) {
      assert.equal(usage[0], opcode, name)
      assert.equal(usage.length, LENGTHS[opcode >> 5], name)
    }
  })

  it('has service actions where SPC has them', () => {
    for (const { serviceAction, usage, name } of every)
      if (serviceAction !== undefined) assert.equal(usage[1]! & 0x1f, serviceAction, name)
  })

  it('lets nothing write that a write protected unit answers', () => {
    for (const { writes, access, name } of every) if (writes) assert.equal(access, '', name)
  })
})
