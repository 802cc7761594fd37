import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { firstValue, parsePairs, printPairs } from '../../../src/iscsi/pairs.ts'

const texts: readonly [what: string, text: string, pairs: readonly (readonly [string, string])[]][] = [
  [
    'pairs that end in NUL',
    'A=1\0B=2\0',
    [
      ['A', '1'],
      ['B', '2'],
    ],
  ],
  ['a last pair without NUL is left out', 'A=1\0B=2', [['A', '1']]],
  [
    'a piece without = takes the value of the next',
    'A\0B=2\0C=3\0',
    [
      ['A', '2'],
      ['C', '3'],
    ],
  ],
  ['a piece without = at the end is dropped', 'A=1\0B\0', [['A', '1']]],
  ['a value may hold =', 'A=1=2\0', [['A', '1=2']]],
  ['an empty name', '=x\0', [['', 'x']]],
  ['nothing', '', []],
]

describe('key=value text (RFC 7143 §6.1)', () => {
  for (const [what, text, pairs] of texts) {
    it(what, () => assert.deepEqual(parsePairs(text), pairs))
  }

  it('is printed with a NUL behind each pair', () => {
    assert.equal(
      printPairs([
        ['A', '1'],
        ['B', ''],
      ]),
      'A=1\0B=\0',
    )
  })

  it('the first value of a key counts, found without case', () => {
    assert.equal(
      firstValue(
        [
          ['a', '1'],
          ['A', '2'],
        ],
        'A',
      ),
      '1',
    )
    assert.equal(firstValue([], 'A'), undefined)
  })
})
