import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Log } from '../../../src/lib/log.ts'
import { Refusal, refuse } from '../../../src/lib/refusal.ts'

test('it says why in the log, once', () => {
  const lines: string[] = []
  const log = new Log('scst', ({ severity, text }) => lines.push(`${severity} ${text}`))
  assert.throws(
    () => refuse(log, 'EBUSY', 'in use'),
    (error) => error instanceof Refusal && error.code === 'EBUSY' && error.message === 'in use',
  )
  assert.deepEqual(lines, ['error in use'])
})
