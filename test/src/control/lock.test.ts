import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CooperativeLock } from '../../../src/control/lock.ts'

const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }]

test('waiters get the lock in their order, and those who left are passed over', async () => {
  const lock = new CooperativeLock<object>()
  const order: string[] = []
  await lock.take(a)
  await lock.take(a)
  const taken = [b, c].map((owner) => lock.take(owner).then((got) => got && order.push(owner.name)))
  assert.equal(lock.tryTake(c), false)
  lock.forget(b)
  assert.equal(lock.release(b), false)
  assert.equal(lock.release(a), true)
  await taken[1]
  assert.deepEqual(order, ['c'])
  lock.forget(c)
  assert.equal(lock.tryTake(a), true)
})

test('asking twice while waiting is asking once', async () => {
  const lock = new CooperativeLock<object>()
  await lock.take(a)
  const asked = [lock.take(b), lock.take(b)]
  lock.release(a)
  assert.deepEqual(await Promise.all(asked), [true, true])
  lock.release(b)
  assert.equal(lock.tryTake(c), true)
})

test('who stops waiting is told so, and keeps what it holds', async () => {
  const lock = new CooperativeLock<object>()
  await lock.take(a)
  const waiting = lock.take(b)
  lock.stopWaiting(a)
  lock.stopWaiting(b)
  assert.equal(await waiting, false)
  assert.equal(lock.tryTake(b), false)
})
