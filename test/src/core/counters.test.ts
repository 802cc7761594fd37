import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Counters } from '../../../src/core/counters.ts'

test('commands are counted by direction, unaligned ones among them', () => {
  const counters = new Counters()
  counters.count('read', 8192, 4096)
  counters.count('read', 8192, 512)
  counters.count('read', 512, 4096)
  counters.count('none', 0)
  assert.deepEqual(counters.read, { commands: 3, bytes: 16896, unaligned: 2 })
  assert.deepEqual(counters.none, { commands: 1, bytes: 0, unaligned: 0 })
  counters.reset('read')
  assert.deepEqual(counters.read, { commands: 0, bytes: 0, unaligned: 0 })
  assert.equal(counters.none.commands, 1)
})
