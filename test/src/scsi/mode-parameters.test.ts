import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ModeParameters, parseSaved } from '../../../src/scsi/mode-parameters.ts'
import { memoryFile } from '../../support/scsi.ts'

it('saved values survive in the form that SCST has', async () => {
  const file = memoryFile()
  const modes = new ModeParameters('disk1', { writeThrough: 0 }, file)
  Object.assign(modes.current, { qErr: 1, queueAlg: 0 })
  await modes.save({ writeThrough: 1 })
  assert.equal(file.content, 'disk1\nQERR=1\nQUEUE_ALG=0\nWRITE_THROUGH=1\n')
  const { current } = new ModeParameters('disk1', { writeThrough: 0 }, file)
  assert.deepEqual([current.qErr, current.queueAlg, current.writeThrough, current.tas], [1, 0, 1, 0])
})

it('what the file has else means nothing', () => {
  assert.deepEqual(parseSaved('disk1\nSWP=1\nNEW=1\nTAS\n\n'), { swp: 1 })
  assert.deepEqual(parseSaved('disk1\nSWP=3\nQERR=2\nD_SENSE=9\nQUEUE_ALG=77\nTAS=1\n'), { tas: 1 })
})

it('a reset returns to what is saved, and to write-through where it is configured', () => {
  const modes = new ModeParameters('disk1', { writeThrough: 1 }, memoryFile('disk1\nTAS=1\n'))
  Object.assign(modes.current, { tas: 0, dSense: 1, writeThrough: 0 })
  modes.restore()
  const { tas, dSense, writeThrough } = modes.current
  assert.deepEqual([tas, dSense, writeThrough], [1, 0, 1])
})
