import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columns } from '../../../src/cli/columns.ts'

const cells = (...texts: string[]) => texts.map((text) => ({ text }))

test('columns are as wide as their widest line, two blanks apart, without blanks at the end', () => {
  assert.deepEqual(columns([cells('a', 'long', 'x'), cells('bcd', 'e', '')]), ['a    long  x', 'bcd  e'])
})

test('a cell of several lines makes the row as tall', () => {
  assert.deepEqual(columns([cells('1', 'a\nb', 'x'), cells('2', 'c', 'y')]), ['1  a  x', '   b', '2  c  y'])
})

test('colour takes no room, and letters beyond ASCII take one place', () => {
  const paint = (text: string) => `<${text}>`
  assert.deepEqual(columns([[{ text: 'é', paint }, { text: 'x' }], cells('ab', 'y')]), ['<é>   x', 'ab  y'])
})

test('ten thousand rows take no time to speak of', () => {
  assert.equal(columns(Array.from({ length: 10000 }, (_, i) => cells(String(i), 'x'))).length, 10000)
})
