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
  [['target', '-list_driver'], false],
  [['target', '-list_dri'], false],
  [['config', '-list_handler=h'], false],
  [['status', '-noprompt'], true],
  [['status', '--json'], true],
  [['status', '--help'], true],
  [['import', '--force', 'x'], true],
]

for (const [words, expected] of cases) {
  test(`'${words.join(' ')}' is ${expected ? 'a command' : 'classic'}`, () => {
    assert.equal(isCommand(['node', 'scstadmin', ...words], {}), expected)
  })
}

test('in strict mode there are no commands, unless the line itself asks for another', () => {
  const env = { SCST_COMPAT: 'strict' }
  assert.equal(isCommand(['node', 'scstadmin', 'help'], env), false)
  assert.equal(isCommand(['node', 'scstadmin', 'status', '--compat=default'], env), true)
})
