import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WorkQueue } from '../../../src/core/work-queue.ts'

const deferred = () => {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

test('work that has its effect but waits lets the next one start', async () => {
  const queue = new WorkQueue()
  const { promise, resolve } = deferred()
  const seen: string[] = []
  const first = queue.run(() => ({ until: promise })).then(() => seen.push('first'))
  await queue.run(() => {
    seen.push('second')
  })
  resolve()
  await first
  assert.deepEqual(seen, ['second', 'first'])
})

test('work that is not complete keeps its turn', async () => {
  const queue = new WorkQueue()
  const { promise, resolve } = deferred()
  const seen: string[] = []
  const first = queue.run(async () => {
    await promise
    seen.push('first')
  })
  const second = queue.run(() => {
    seen.push('second')
  })
  resolve()
  await Promise.all([first, second])
  assert.deepEqual(seen, ['first', 'second'])
})

test('a failure is its own writer’s', async () => {
  const queue = new WorkQueue()
  const failing = queue.run(() => {
    throw new Error('no')
  })
  const next = queue.run(() => {})
  await assert.rejects(failing, /no/)
  await next
})
