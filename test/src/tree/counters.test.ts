import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DIRECTIONS } from '../../../src/core/counters.ts'
import { fixed } from '../../../src/tree/attribute.ts'
import { counterFiles, figureOf } from '../../../src/tree/counters.ts'

test('each direction has its files; without data there are only commands', () => {
  assert.deepEqual(Object.keys(counterFiles(() => fixed(() => 0), DIRECTIONS)).sort(), [
    ...['bidi_cmd_count', 'bidi_io_count_kb', 'bidi_unaligned_cmd_count', 'none_cmd_count'],
    ...['read_cmd_count', 'read_io_count_kb', 'read_unaligned_cmd_count', 'unknown_cmd_count'],
    ...['write_cmd_count', 'write_io_count_kb', 'write_unaligned_cmd_count'],
  ])
})

test('bytes show in whole KiB', () => {
  assert.equal(figureOf('bytes', 2047), 1)
  assert.equal(figureOf('commands', 2047), 2047)
})
