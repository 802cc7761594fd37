import assert from 'node:assert/strict'
import { test } from 'node:test'
import { processEnvironment } from '../../../src/cli/environment.ts'

test('is that of the process', () => {
  const { env, uid } = processEnvironment()
  assert.equal(env, process.env)
  assert.equal(uid, process.geteuid?.())
})

test('the first signal asks the run to stop', () => {
  const before = process.listeners('SIGTERM')
  let stops = 0
  processEnvironment().onInterrupt!(() => stops++)
  process.emit('SIGTERM')
  assert.equal(stops, 1)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    for (const listener of process.listeners(signal))
      if (!before.includes(listener)) process.off(signal, listener)
})
