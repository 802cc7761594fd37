import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownArguments } from '../../../src/cli/arguments.ts'

test('the words behind node and the script, as bytes', () => {
  const own = process.argv.slice(2).length
  assert.equal(ownArguments().length, own)
})

test('words that the process was not started with come as UTF-8', () => {
  assert.deepEqual(ownArguments(['node', 'scstadmin', ...Array(1000).fill('é')]).at(-1), '\xc3\xa9')
})
