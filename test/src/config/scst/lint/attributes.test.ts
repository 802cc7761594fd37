import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Faults } from '../../../../../src/config/scst/faults.ts'
import { AttributeLines } from '../../../../../src/config/scst/lint/attributes.ts'
import { parse } from '../../../../../src/config/scst/parser.ts'
import type { Context } from '../../../../../src/config/scst/schema.ts'

function check(context: Context, owner: string | undefined, text: string): (readonly [string, string?])[] {
  const faults = new Faults('f', '')
  const lines = new AttributeLines(faults, context, owner)
  for (const item of parse(text, faults).items) lines.check(item)
  return faults.found.map(({ code, detail }) => (detail === undefined ? [code] : [code, detail]))
}

test('a misspelt name is guessed', () => {
  assert.deepEqual(check('TARGET', 'iscsi', 'enable 1\n'), [['unknown-attribute', 'is it enabled?']])
})

test('of a driver that nobody knows nothing is unknown', () => {
  assert.deepEqual(check('TARGET', 'qla2x00t', 'node_name x\n'), [])
})

test('a block without attributes of its own says so', () => {
  assert.deepEqual(check('INITIATOR', 'iscsi', 'x 1\n'), [['unknown-attribute', 'INITIATOR has none']])
})

test('what a device opens with goes through one line, so it cannot hold blanks', () => {
  assert.deepEqual(check('DEVICE', 'vdisk_nullio', 't10_dev_id "a b"\n'), [
    ['several-words', 'no blank, = or ; where a device opens'],
  ])
})

test('accounts may be given several times, other values not', () => {
  const lines = 'IncomingUser "a twelve-bytes-1"\nIncomingUser "b twelve-bytes-2"\nalias a\nalias b\n'
  assert.deepEqual(check('TARGET', 'iscsi', lines), [['several-values']])
})
