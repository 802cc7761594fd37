import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountOf, isLoss } from '../../../src/admin/account.ts'
import { addDynamicAttribute, addTarget } from '../../../src/admin/operation.ts'
import { ReadError } from '../../../src/admin/read-error.ts'
import { Rehearsal } from '../../../src/admin/rehearsal.ts'
import { Running } from '../../../src/admin/running.ts'
import { setAttribute } from '../../../src/admin/set-attribute.ts'
import { must, type Steps } from '../../../src/admin/step.ts'
import { liveTree } from '../../support/live-tree.ts'

const account = addDynamicAttribute({ kind: 'driver', driver: 'iscsi' }, 'IncomingUser', 'joe twelve-bytes')
const enabling = setAttribute({ kind: 'driver', driver: 'iscsi' }, 'enabled', '1')

async function tell(steps: () => Steps<unknown>, done = [account]) {
  const rest = new Rehearsal(await Running.read(liveTree().tree), 'abort')
  const waiting = { kind: 'say', text: '' } as const
  return accountOf({ done, failed: addTarget('iscsi', 'iqn.t'), held: [], waiting }, steps(), rest)
}

test('says what was done, what failed and what was still to come, without secrets', async () => {
  const text = await tell(function* () {
    yield* must(enabling)
  })
  assert.equal(
    text,
    `Stopped half-way. Done: 1 change(s), not done: 1.
  done:     Adding driver attribute 'IncomingUser' with value 'joe ********' for driver 'iscsi'
  failed:   Creating target 'iqn.t' for driver 'iscsi'
  not done: Enabling driver 'iscsi'
`,
  )
})

test('a single change that was refused is no half of anything', async () => {
  const text = await tell(function* () {
    yield* must(enabling)
  }, [])
  assert.equal(text, '')
})

test('a tree that went away is told from a fault of ours', () => {
  assert.deepEqual([new Error('x'), new TypeError('x'), new ReadError('x')].map(isLoss), [true, false, false])
})
