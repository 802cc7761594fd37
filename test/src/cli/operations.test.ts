import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LEGACY_OPTIONS } from '../../../src/cli/legacy-options.ts'
import { CHANGES, QUERIES, WHOLE } from '../../../src/cli/operations.ts'

test('every operation of the option table is done by exactly one', () => {
  const operations = LEGACY_OPTIONS.filter(({ command }) => command !== undefined).map(({ name }) => name)
  const done = [QUERIES, CHANGES, WHOLE].flatMap((table) => Object.keys(table))
  assert.deepEqual(done.sort(), operations.sort())
})

test('queries answer queries, and only changes prompt', () => {
  for (const { name, role, prompts } of LEGACY_OPTIONS) {
    assert.equal(role === 'query', name in QUERIES && name !== 'dumpAttrs', name)
    if (prompts) assert.ok(name in CHANGES || name in WHOLE, name)
  }
})
