import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Log } from '../../../src/lib/log.ts'
import { signed, unsigned } from '../../../src/lib/readers.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import {
  type Attribute,
  attributeOf,
  complaining,
  content,
  daemonLine,
  fixed,
  nonZero,
  trigger,
  unless,
  value,
  valueLine,
  whenOn,
  zeroOrOne,
} from '../../../src/tree/attribute.ts'

test('a value stands on a line, its mark on the next', () => {
  assert.equal(valueLine(5, false), '5\n')
  assert.equal(valueLine('x', true), 'x\n[key]\n')
  assert.equal(valueLine('x', true, 'daemon'), 'x\n[key]\n\n')
  assert.equal(valueLine('x', false, 'daemon'), 'x\n')
  assert.equal(daemonLine('x', false), 'x\n\n')
  assert.equal(daemonLine('x', true), 'x\n[key]\n\n')
})

test('a row reads, keeps, prints and marks', () => {
  const box = { on: false, number: 7n }
  const on = value<typeof box, boolean>({
    get: ({ on }) => on,
    set: (object, on) => {
      object.on = on
    },
    read: nonZero(unsigned),
    isKey: whenOn,
  })
  const number = value<typeof box, bigint>({
    get: ({ number }) => number,
    set: (object, number) => {
      object.number = number
    },
    read: signed,
    print: (number) => `0x${number.toString(16)}`,
    isKey: unless(7n),
  })
  assert.deepEqual([on.mode, on.show!(box), number.show!(box)], [0o644, '0\n', '0x7\n'])
  on.store!(box, '5\n')
  number.store!(box, '255\n')
  assert.deepEqual([on.show!(box), number.show!(box)], ['1\n[key]\n', '0xff\n[key]\n'])
  assert.throws(() => number.store!(box, 'x'), Refusal)
  assert.equal(box.number, 255n)
})

test('what cannot be written has no store, what cannot be read no show', () => {
  assert.equal(fixed(() => 1).store, undefined)
  assert.deepEqual([trigger(() => {}).mode, trigger(() => {}).show], [0o200, undefined])
})

test('0 and 1 and nothing else', () => {
  assert.deepEqual(['0', '1'].map(zeroOrOne(signed)), [false, true])
  for (const text of ['2', '-1', '']) assert.throws(() => zeroOrOne(signed)(text), Refusal)
})

test('a reader that complains says what it got, and the number of the error', () => {
  const lines: string[] = []
  const log = new Log('scst', ({ text }) => lines.push(text))
  const read = complaining(unsigned, log, (text, errno) => `${text}: ${errno}`)
  assert.equal(read('5\n'), 5n)
  assert.throws(() => read('x\n'), Refusal)
  assert.throws(() => read('9'.repeat(30)), Refusal)
  assert.deepEqual(lines, ['x\\x0a: -22', `${'9'.repeat(30)}: -34`])
})

test('an attribute of another object is shown and written as one’s own', () => {
  const binary: Attribute<{ text: string }> = {
    mode: 0o600,
    binary: true,
    show: ({ text }) => text,
    store: (object, text) => {
      object.text = text
    },
  }
  const outer = { inner: { text: 'a' } }
  const { mode, binary: isBinary, show, store } = attributeOf(({ inner }: typeof outer) => inner, binary)
  store!(outer, 'b')
  assert.deepEqual([mode, isBinary, show!(outer)], [0o600, true, 'b'])
  assert.equal(
    attributeOf(
      ({ inner }: typeof outer) => inner,
      content(({ text }) => text),
    ).store,
    undefined,
  )
})
