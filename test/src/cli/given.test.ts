import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAttributes } from '../../../src/cli/given.ts'

const cases: readonly [text: string, attributes: Record<string, string>][] = [
  ['a=1', { a: '1' }],
  ['a=1,b=2', { a: '1', b: '2' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=', { a: '' }],
  ['read_only', { read_only: '1' }],
  ['IncomingUser joe secret', { 'IncomingUser joe secret': '1' }],
  ['a=1,a=2', { a: '2' }],
  ['one\\,two', { 'one\\': '1', two: '1' }],
  [' a = 1 ', { ' a ': ' 1 ' }],
  [',a=1,,', { '': '1', a: '1' }],
  ['=5', { '': '5' }],
  [',', {}],
  ['', {}],
  ['0', {}],
]

for (const [text, attributes] of cases) {
  test(`-attributes '${text}'`, () => {
    const parsed = [...parseAttributes(text)].map(([name, values]) => [name, values.join('|')])
    assert.deepEqual(Object.fromEntries(parsed), attributes)
  })
}
