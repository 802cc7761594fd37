import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Log } from '../../../src/lib/log.ts'
import { codeOf, negativeErrno, Refusal, refuse } from '../../../src/lib/refusal.ts'

test('it says why in the log, once', () => {
  const lines: string[] = []
  const log = new Log('scst', ({ severity, text }) => lines.push(`${severity} ${text}`))
  assert.throws(
    () => refuse(log, 'EBUSY', 'in use'),
    (error) => error instanceof Refusal && error.code === 'EBUSY' && error.message === 'in use',
  )
  assert.deepEqual(lines, ['error in use'])
})

test('what was refused has a number, by rules of ours or by the system', () => {
  const missing = Object.assign(new Error('x'), { errno: -2, code: 'ENOENT' })
  assert.deepEqual(
    [codeOf(new Refusal('EBADSLT')), codeOf(missing), codeOf(new TypeError())],
    ['EBADSLT', 'ENOENT', undefined],
  )
  assert.deepEqual([negativeErrno(new Refusal('EBADSLT')), negativeErrno(missing)], [-57, -2])
  assert.equal(negativeErrno(new TypeError()), -5, 'a fault of ours')
})
