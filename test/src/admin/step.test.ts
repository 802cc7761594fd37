import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addGroup } from '../../../src/admin/operation.ts'
import {
  attempt,
  failWith,
  must,
  pause,
  type Steps,
  say,
  sessionsOf,
  should,
  warnWith,
} from '../../../src/admin/step.ts'
import { dry } from '../../support/admin.ts'

const operation = addGroup('d', 't', 'g')
const LINE = [
  { kind: 'say', text: "\t-> Adding new group 'g' to driver/target 'd/t': " },
  { kind: 'write', operation },
  { kind: 'say', text: 'done.\n' },
]

test('a progress line says done, whatever comes of it', async () => {
  assert.deepEqual(await dry(attempt(operation), { write: 62 }), { wanted: LINE, result: 62 })
})

test('what must be done ends the run otherwise, what should be is a warning', async () => {
  const text = 'Failed to add group. See "dmesg" for more information.'
  assert.deepEqual((await dry(must(operation), { write: 62 })).wanted, [...LINE, { kind: 'fail', text }])
  assert.deepEqual((await dry(should(operation), { write: 62 })).wanted, [...LINE, { kind: 'warn', text }])
  assert.deepEqual((await dry(must(operation), { write: 0 })).wanted, LINE)
})

test('a code without a text is silent', async () => {
  for (const steps of [failWith(127), warnWith(127)] as Steps[])
    assert.deepEqual((await dry(steps)).wanted, [])
})

test('the others are what they say', async () => {
  assert.deepEqual((await dry(say('x'))).wanted, [{ kind: 'say', text: 'x' }])
  assert.deepEqual((await dry(pause(5))).wanted, [{ kind: 'pause', milliseconds: 5 }])
  assert.deepEqual((await dry(sessionsOf('d', 't'), { sessions: ['s'] })).result, ['s'])
})
