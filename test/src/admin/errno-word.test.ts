import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errnoWord } from '../../../src/admin/errno-word.ts'
import { type Stage, SysfsError } from '../../../src/sysfs/sysfs.ts'

for (const [code, stage, word] of [
  ['EINVAL', 'write', 'EINVAL'],
  ['ENETUNREACH', 'write', 'ENETUNREACH'],
  ['EACCES', 'open', 'ENOENT'],
  ['ENOENT', 'lookup', 'ENOENT'],
  ['EBADSLT', 'write', '57'],
  ['EMEDIUMTYPE', 'write', '124'],
  ['0', 'write', '0'],
] as [string, Stage, string][]) {
  test(`${code} at ${stage} is ${word}`, () =>
    assert.equal(errnoWord(new SysfsError(code, 'a', stage)), word))
}
