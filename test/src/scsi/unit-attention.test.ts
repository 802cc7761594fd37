import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LogicalUnit } from '../../../src/scsi/logical-unit.ts'
import { SENSE } from '../../../src/scsi/sense.ts'
import { raiseOn, takeAttention } from '../../../src/scsi/unit-attention.ts'
import { disk, initiator } from '../../support/scsi.ts'

const first = (unit: LogicalUnit) => initiator(unit).luns.get(0)!

describe('unit attentions', () => {
  it('are told in their order, equal ones once', () => {
    const nexus = first(disk())
    for (const name of [
      'CAPACITY DATA HAS CHANGED',
      'MODE PARAMETERS CHANGED',
      'CAPACITY DATA HAS CHANGED',
    ] as const)
      raiseOn(nexus, name)
    assert.equal(takeAttention(nexus), SENSE['CAPACITY DATA HAS CHANGED'])
    assert.equal(takeAttention(nexus), SENSE['MODE PARAMETERS CHANGED'])
    assert.equal(takeAttention(nexus), undefined)
  })

  it('go out as a message only where initiators take such', () => {
    const nexus = first(disk())
    const told: string[] = []
    Object.assign(nexus.nexus, { notify: () => told.push('told') > 0 })
    raiseOn(nexus, 'INQUIRY DATA HAS CHANGED')
    raiseOn(nexus, 'MODE PARAMETERS CHANGED')
    assert.deepEqual([told.length, nexus.unitAttentions], [1, [SENSE['MODE PARAMETERS CHANGED']]])
  })
})
