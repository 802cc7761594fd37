import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CooperativeLock } from '../../../src/control/lock.ts'

const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }]

test('waiters get the lock in their order, and those who left are passed over', async () => {
  const lock = new CooperativeLock<object>()
  const order: string[] = []
  await lock.take(a)
  await lock.take(a)
  const taken = [b, c].map((owner) => lock.take(owner).then(() => order.push(owner.name)))
  assert.equal(lock.tryTake(c), false)
  lock.forget(b)
  assert.equal(lock.release(b), false)
  assert.equal(lock.release(a), true)
  await taken[1]
  assert.deepEqual(order, ['c'])
  lock.forget(c)
  assert.equal(lock.tryTake(a), true)
})
