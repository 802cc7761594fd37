import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Faults } from '../../../../src/config/scst/faults.ts'
import { parse } from '../../../../src/config/scst/parser.ts'
import type { Block } from '../../../../src/config/scst/syntax.ts'

interface Shape {
  readonly [words: string]: Shape | null
}

const shapeOf = (block: Block): Shape =>
  Object.fromEntries(
    block.items.map(({ words, block: below }) => [
      words.map(({ text }) => text).join(' '),
      below ? shapeOf(below) : null,
    ]),
  )

const read = (text: string) => {
  const faults = new Faults('f', '')
  return { shape: shapeOf(parse(text, faults)), faults: faults.found.map(({ code }) => code) }
}

for (const [text, shape, faults] of [
  ['a 1\nB c {\n\td 2\n}\n', { 'a 1': null, 'B c': { 'd 2': null } }, []],
  ['B c { d 2 }\n', { 'B c': { 'd 2': null } }, ['text-before-close']],
  ['B c\n{\nd 2\n}\n', { 'B c': { 'd 2': null } }, ['brace-on-next-line']],
  ['{\nd 2\n}\n', {}, ['brace-on-next-line']],
  ['}\na 1\n', { 'a 1': null }, ['extra-close']],
  ['B c {\n', { 'B c': {} }, ['missing-close']],
  ['a 1', { 'a 1': null }, ['no-final-newline']],
] as [string, Shape, string[]][]) {
  test(JSON.stringify(text), () => assert.deepEqual(read(text), { shape, faults }))
}
