import assert from 'node:assert/strict'
import { it } from 'node:test'
import { checkCondition } from '../../../../src/scsi/sense.ts'
import { CopyStatus } from '../../../../src/scsi/spc/copy-status.ts'

it('knows a copy by its identifier until the next one of it, or until it is forgotten', () => {
  const copies = new CopyStatus()
  const first = copies.begin(1)
  assert.equal(copies.get(1)?.state, 'running')
  copies.end(1, first, checkCondition('COPY ABORTED'))
  assert.deepEqual([first.state, first.status, first.sense.length], ['failed', 2, 18])
  const second = copies.begin(1)
  copies.end(1, second)
  assert.equal(copies.get(1), second)
  assert.equal(second.state, 'done')
  copies.forget(1)
  assert.equal(copies.get(1), undefined)
})
