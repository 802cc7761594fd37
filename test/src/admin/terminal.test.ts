import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryTerminal } from '../../../src/admin/terminal.ts'

test('keeps what is said and answers line by line', async () => {
  const terminal = new MemoryTerminal('yes\nlast')
  terminal.out('a')
  terminal.out('b')
  terminal.err('c')
  assert.equal(terminal.stdout, 'ab')
  assert.equal(terminal.stderr, 'c')
  assert.equal(await terminal.readLine(), 'yes\n')
  assert.equal(await terminal.readLine(), 'last')
  assert.equal(await terminal.readLine(), undefined)
})
