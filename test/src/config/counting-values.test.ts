import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countingValues } from '../../../src/config/counting-values.ts'

test('of an attribute that holds one value the last counts', () => {
  assert.deepEqual(countingValues('threads', ['2', '4'], false), ['4'])
  assert.deepEqual(countingValues('threads', [], false), [])
})

test('of others all, but one account for each user, and one outgoing one', () => {
  assert.deepEqual(countingValues('allowed_portal', ['10.*', '11.*'], true), ['10.*', '11.*'])
  assert.deepEqual(countingValues('IncomingUser', ['a 1', 'b 2', 'a 3'], true), ['b 2', 'a 3'])
  assert.deepEqual(countingValues('OutgoingUser', ['a 1', 'b 2'], true), ['b 2'])
})
