import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromUnicode } from '../../../src/lib/bytes.ts'
import { matchesPattern } from '../../../src/lib/glob.ts'

const rows: readonly (readonly [pattern: string, text: string, expected: boolean])[] = [
  ['iqn.*', 'IQN.2005-03.org:x', true],
  ['iqn.b?', 'iqn.b1', true],
  ['iqn.b?', 'iqn.b12', false],
  ['*', '', true],
  ['*a*b', 'xaxxb', true],
  ['*ab', 'aab', true],
  ['!iqn.*', 'eui.0011', true],
  ['!iqn.*', 'iqn.x', false],
  ['!*', 'x', false],
  ['!10.170.7?.*', '10.170.67.2', true],
  ['!10.170.7?.*', '10.170.77.2', false],
  ['abc!', 'abc', false],
  ['a!b', 'ab', false],
  ['a!b', 'ac', true],
  ['!!a', '!a', false],
  ['', '', true],
  ['', 'a', false],
]

test('patterns match as SCST does', () => {
  for (const [pattern, text, expected] of rows) {
    assert.equal(matchesPattern(pattern, text), expected, `${pattern} ${text}`)
  }
})

test('only ASCII letters have another case: names are bytes', () => {
  assert.equal(matchesPattern(fromUnicode('Ä'), fromUnicode('ä')), false)
  assert.equal(matchesPattern(fromUnicode('ä'), fromUnicode('ä')), true)
})

test('a pattern of stars ends in good time', () => {
  assert.equal(matchesPattern('*a'.repeat(40), 'a'.repeat(3000).concat('b')), false)
})
