import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Items, readLenient, unescaped, wordsOf } from '../../../../src/config/scst/lenient.ts'

type Plain = { [name: string]: Plain }
const plain = (items: Items): Plain =>
  Object.fromEntries([...items].map(([name, below]) => [name, plain(below)]))
const read = (text: string): Plain => plain(readLenient(text))

for (const [what, text, items] of [
  ['words nest', 'TARGET t {\n enabled 1\n}\n', { TARGET: { t: { enabled: { 1: {} } } } }],
  ['values collect', 'x 1\nx 2\n', { x: { 1: {}, 2: {} } }],
  ['a bare name takes the values back', 'x 1\nx\n', { x: {} }],
  ['a repeated block replaces the first', 'A b {\n c\n}\nA b {\n d\n}\n', { A: { b: { d: {} } } }],
  ['only three words count', 'a b c d e\n', { a: { b: { c: {} } } }],
  ['a brace needs no blank', 'A b{\n c\n}\n', { A: { b: { c: {} } } }],
  ['text before a closing brace is dropped', 'A b { c 1 }\n', { A: { b: {} } }],
  ['text behind one is not', 'A b {\n} C d\n', { A: { b: {} }, C: { d: {} } }],
  ['a superfluous brace ends the file', 'a 1\n}\nb 2\n', { a: { 1: {} } }],
  ['missing braces do not matter', 'A b {\nc 1\n', { A: { b: { c: { 1: {} } } } }],
  ['the last line needs its newline', 'a 1\nb 2', { a: { 1: {} } }],
  ['a block without a name is nothing', 'A b\n{\nc 1\n}\n', { A: { b: {} } }],
  ['carriage returns are blanks', 'a 1\r\n', { a: { 1: {} } }],
] as const) {
  test(what, () => assert.deepEqual(read(text), items))
}

test('a value given again is the last one', () => {
  assert.deepEqual([...readLenient('x 1\nx 0\nx 1\n').get('x')!.keys()], ['0', '1'])
})

test('a comment takes the character before it along, unless that is a backslash', () => {
  assert.equal(unescaped('# all'), '')
  assert.equal(unescaped('a 1 # rest'), 'a 1')
  assert.equal(unescaped('write_through 1#x'), 'write_through ')
  assert.equal(unescaped('a b\\#c'), 'a b#c')
})

test('escapes are gone before quotes and braces are looked for', () => {
  assert.equal(unescaped('a \\{ \\" \\\\'), 'a { " \\')
})

for (const [text, words] of [
  ['a "b c" d', ['a', 'b c', 'd']],
  ['"a""b"', ['a', 'b']],
  ['a ""', ['a', '']],
  ['/disk"x" "', ['/disk"x"', '"']],
  ['  \t ', []],
] as const) {
  test(`words of ${JSON.stringify(text)}`, () => assert.deepEqual(wordsOf(text), words))
}

test('blocks may be nested as deep as anyone likes', () => {
  let items = readLenient('GROUP x {\n'.repeat(100_000))
  let depth = 0
  for (; items.size > 0; depth += 1) items = items.get('GROUP')!.get('x')!
  assert.equal(depth, 100_000)
})
