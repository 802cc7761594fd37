import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCommand } from '../../../src/cli/classic.ts'

const cases: readonly [words: string[], isCommand: boolean][] = [
  [[], false],
  [['-h'], false],
  [['--help'], false],
  [['help'], true],
  [['target', 'add'], true],
  [['-list_target', 'status'], false],
  [['nonsense', '-list_target'], false],
]

for (const [words, expected] of cases) {
  test(`'${words.join(' ')}' is ${expected ? 'a command' : 'classic'}`, () => {
    assert.equal(isCommand(['node', 'scstadmin', ...words]), expected)
  })
}
