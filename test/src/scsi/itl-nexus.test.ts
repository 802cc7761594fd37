import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ITLNexus, nexusTo } from '../../../src/scsi/itl-nexus.ts'
import { SENSE } from '../../../src/scsi/sense.ts'
import { disk, initiator, taskFor } from '../../support/scsi.ts'

it('is read-only by its mapping or its device', () => {
  const nexus = initiator()
  const readOnly = (mapping: boolean, device: boolean) =>
    new ITLNexus(nexus, 0, disk({ readOnly: device }), mapping).readOnly
  assert.deepEqual(
    [readOnly(false, false), readOnly(true, false), readOnly(false, true)],
    [false, true, true],
  )
})

it('queues an attention once', () => {
  const itl = new ITLNexus(initiator(), 0, disk(), false)
  for (let i = 0; i < 2; i++) itl.attend(SENSE['MODE PARAMETERS CHANGED'])
  assert.equal(itl.unitAttentions.length, 1)
})

it('a unit that a task works on is reached through the task’s own nexus, or another of its session, or none', () => {
  const [one, two, three] = [disk(), disk(), disk()]
  const nexus = initiator(one, two, one)
  const task = taskFor(nexus, '00', { lun: 2 })
  assert.deepEqual(
    [one, two, three].map((lu) => nexusTo(lu, task)?.lun),
    [2, 1, undefined],
  )
})
