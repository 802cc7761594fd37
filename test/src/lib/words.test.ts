import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trimBlanks, Words, words } from '../../../src/lib/words.ts'

test('blanks and = part words, quotes do not hold them together', () => {
  const line = new Words('  add_device\tx = "/a b";\n')
  assert.deepEqual(
    [line.next(), line.next(), line.next(), line.next(), line.next()],
    ['add_device', 'x', '"/a', 'b";', ''],
  )
})

test('tokens end at ; and newline, and the list at an empty one', () => {
  const tokens = (text: string) => [...new Words(text).tokens()]
  assert.deepEqual(tokens('a=1; b=2\n'), ['a=1', ' b=2'])
  assert.deepEqual(tokens('a=1;;b=2'), ['a=1'])
  assert.deepEqual(tokens('a=1; ;b'), ['a=1', ' ', 'b'])
  assert.deepEqual(tokens(''), [])
})

test('one separator goes with the word before it', () => {
  const line = new Words('name ;x')
  line.next()
  assert.equal(line.rest, ';x')
})

test('all words, and text without blanks around it', () => {
  assert.deepEqual(words(' a=b  c\n'), ['a', 'b', 'c'])
  assert.equal(trimBlanks('\t a b \n'), 'a b')
})
