import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  account,
  any,
  choice,
  describe,
  digests,
  flag,
  isAllowed,
  medium,
  number,
  path,
  text,
  type ValueRule,
  word,
} from '../../../../src/config/scst/value-rule.ts'

const hexadecimal: ValueRule = { kind: 'hexadecimal', digits: [16] }

for (const [rule, good, bad] of [
  [number(1, 10), ['1', '10', '0xa', ':default:'], ['0', '11', 'x', '1k', '08']],
  [choice('a', 'b'), ['a'], ['A', '']],
  [flag, ['0', '1', '01'], ['2', 'yes']],
  [text(3), ['a b', ''], ['abcd']],
  [word(3), ['abc'], ['a b']],
  [path, ['/a', ''], ['a', '/a b', '/a;b']],
  [medium, ['/a', 'none'], ['a']],
  [digests, ['None', 'crc32c,None', ':default:'], ['MD5', 'None CRC32C']],
  [hexadecimal, ['0x0123456789abcdef', ''], ['0x0123', 'x']],
  [account, ['joe secret'], ['joe']],
  [any, ['', 'a b'], []],
] as [ValueRule, string[], string[]][]) {
  test(`${describe(rule)}`, () => {
    for (const value of good) assert.ok(isAllowed(rule, value), `${value} is allowed`)
    for (const value of bad) assert.ok(!isAllowed(rule, value), `${value} is not allowed`)
  })
}
