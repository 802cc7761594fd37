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

test('changes that stay together let others in only while one of them waits', async () => {
  const queue = new WorkQueue()
  const { promise, resolve } = deferred()
  const seen: string[] = []
  const note = (what: string) => () => void seen.push(what)
  const all = queue.together(async (turn) => {
    await turn.run(note('first'))
    await turn.run(note('second'))
    await turn.run(() => ({ until: promise }))
    await turn.run(note('third'))
    await turn.waitFor(queue.run(note('its own')))
    await turn.run(note('fourth'))
  })
  await queue.run(note('another'))
  assert.deepEqual(seen, ['first', 'second', 'another'])
  resolve()
  await Promise.all([all, queue.run(note('late'))])
  assert.deepEqual(seen, ['first', 'second', 'another', 'late', 'third', 'its own', 'fourth'])
})

test('changes that stay together end with the first that nobody catches', async () => {
  const queue = new WorkQueue()
  const failing = queue.together((turn) =>
    turn.run(() => {
      throw new Error('no')
    }),
  )
  await assert.rejects(failing, /no/)
  await queue.run(() => {})
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
