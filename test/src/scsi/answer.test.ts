import assert from 'node:assert/strict'
import { it } from 'node:test'
import { answer, parameterList } from '../../../src/scsi/answer.ts'
import { type BufferTransfer, initiator, taskFor } from '../../support/scsi.ts'

it('an answer is cut at the allocation length', () => {
  const task = taskFor(initiator(), '12', { alloc: 255 })
  assert.equal(answer(task, Buffer.from('abcdef'), 4), undefined)
  assert.equal((task.transfer as BufferTransfer).received.toString(), 'abcd')
  assert.equal(task.demanded, 4)
})

it('a parameter list is what came of it', async () => {
  const task = taskFor(initiator(), '15', { out: Buffer.from('abcdef') })
  assert.equal((await parameterList(task, 4)).toString(), 'abcd')
  assert.equal((await parameterList(task, 255)).toString(), 'abcdef')
})
