import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attribute, AttributeTable } from '../../../../src/admin/attributes.ts'
import { attributesFound, printAttributes } from '../../../../src/cli/query/attribute-table.ts'
import { lines } from '../../../support/scstadmin.ts'

const plain = (value: string | undefined, isStatic = false): Attribute => ({
  value,
  isStatic,
  keys: new Map(),
})
const key = (...values: [number, string][]): Attribute => ({
  value: '',
  isStatic: false,
  keys: new Map(values),
})

const table = (attributes: Record<string, Attribute>): AttributeTable => new Map(Object.entries(attributes))

test('shows keys only, by number as text, the name on the first line', () => {
  const users: [number, string][] = [
    [10, 'ten'],
    [9, 'nine'],
    [0, 'zero'],
  ]
  assert.equal(
    printAttributes(table({ user: key(...users), other: plain('1') }), {}),
    lines(
      '\tAttribute     Value     Writable      KEY',
      '\t-----------------------------------------',
      '\tuser          zero      Yes           Yes',
      '\t              ten       Yes           Yes',
      '\t              nine      Yes           Yes',
    ),
  )
})

test('with non-keys shows what is not set or cannot be read, out of line where that is wider', () => {
  assert.equal(
    printAttributes(table({ b: plain(''), a: plain(undefined), C: plain('value', true) }), { nonKey: true }),
    lines(
      '\tAttribute     Value     Writable      KEY',
      '\t-----------------------------------------',
      '\tC             value     No            No ',
      '\ta             <n/a>     Yes           No ',
      '\tb             <not set>     Yes           No ',
    ),
  )
})

test('shows trace levels one by one, and five of the possible ones to a line', () => {
  const levels = ['a', 'b', 'c', 'd', 'e']
  assert.equal(
    printAttributes(table({ trace_level: { ...plain('mgmt | pid'), levels } }), { nonKey: true }),
    lines(
      '\tAttribute       Value     Writable      KEY',
      '\t-------------------------------------------',
      '\ttrace_level     mgmt      Yes           No ',
      '\t                pid       Yes           No ',
      '',
      '\tPossible trace levels:',
      '\t  (use trace_level="add <level>", none, all or default to set):',
      '\t\ta, b, c, d, e, ',
      '',
    ),
  )
})

test('says none where nothing is to be shown', () => {
  assert.match(printAttributes(table({ a: plain('1') }), {}), /\n\t\(none\)\n$/)
})

test('answers the same as data', () => {
  const shown = table({ user: key([0, 'a'], [1, 'b']), one: key([0, 'x']), plain: plain(undefined, true) })
  assert.deepEqual(attributesFound(shown, { nonKey: true }), {
    one: { value: 'x', writable: true, key: true },
    plain: { value: null, writable: false, key: false },
    user: { values: ['a', 'b'], writable: true, key: true },
  })
})

test('as data accounts come without their secrets', () => {
  assert.deepEqual(attributesFound(table({ IncomingUser: key([0, 'joe s3cret'], [1, 'ann s3cret']) }), {}), {
    IncomingUser: { values: ['joe ********', 'ann ********'], writable: true, key: true },
  })
})
