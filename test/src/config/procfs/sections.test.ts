import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isProcfsForm } from '../../../../src/config/procfs/sections.ts'

for (const [line, isOld] of [
  ['[HANDLER vdisk]', true],
  ['\tcomment "x [GROUP y] z"', true],
  ['[ASSIGNMENT a] [b]', false],
  ['[GROUP  a]', false],
  ['[GROUP a', false],
  ['[GROUP a] # b c]', true],
  ['x # [GROUP a]', false],
  ['[[GROUP a]', false],
  ['[GROUP ]', true],
  ['[GROUP a\r]\r', false],
] as const)
  test(`${JSON.stringify(line)} is ${isOld ? '' : 'not '}of the old form`, () =>
    assert.equal(isProcfsForm(line), isOld))

test('a line of blanks is read once', () => {
  const blanks = ' '.repeat(1_000_000)
  assert.ok(!isProcfsForm(`[${blanks}`))
  assert.ok(!isProcfsForm(`[GROUP${blanks}]`))
})
