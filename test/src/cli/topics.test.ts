import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LEGACY_OPTIONS } from '../../../src/cli/legacy-options.ts'
import { TOPICS } from '../../../src/cli/topics.ts'

test('the first word of every command is a topic, and no classic option is', () => {
  for (const { name, command } of LEGACY_OPTIONS) {
    if (command) assert.ok(TOPICS.has(command.split(' ')[0]!), command)
    assert.ok(!TOPICS.has(`-${name}`))
  }
})
