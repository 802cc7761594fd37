import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unified } from './difference.ts'

test('shows both texts as one, with two lines around', () => {
  const expected = ['a', 'b', 'c', 'd', 'e', 'f'].join('\n')
  const actual = ['a', 'b', 'c', 'x', 'e', 'f'].join('\n')
  assert.equal(
    unified({ what: 'text', expected, actual }),
    '  text:\n     b\n     c\n    -d\n    +x\n     e\n     f',
  )
})

test('makes control characters visible and stops after forty lines', () => {
  const many = Array.from({ length: 60 }, (_, at) => `line ${at}`).join('\n')
  const text = unified({ what: 'text', expected: 'a\r', actual: many })
  assert.match(text, /-a\\x0d/)
  assert.match(text, /… 21 more lines/)
})
