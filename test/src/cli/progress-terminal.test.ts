import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryTerminal } from '../../../src/admin/terminal.ts'
import { ProgressTerminal } from '../../../src/cli/progress-terminal.ts'

test('counts what is done, now and then, and goes when it is over', () => {
  const inner = new MemoryTerminal()
  let now = 0
  const progress = new ProgressTerminal(inner, () => now)
  progress.out('\t-> Opening a: done.\n')
  assert.equal(inner.stderr, '')
  now = 250
  progress.out('\t-> Opening b: done.\n\t-> Opening c: done.\n')
  progress.out('\t-> Opening d: done.\n')
  assert.equal(inner.stderr, '\r3 done')
  progress.end()
  assert.equal(inner.stderr, '\r3 done\r      \r')
  assert.equal(inner.stdout.split('\n').length, 5)
})

test('makes room for what is said', () => {
  const inner = new MemoryTerminal()
  let now = 0
  const progress = new ProgressTerminal(inner, () => now)
  now = 200
  progress.out('done.\n')
  progress.err('(EINVAL) ')
  assert.equal(inner.stderr, '\r1 done\r      \r(EINVAL) ')
})
