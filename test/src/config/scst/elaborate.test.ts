import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Configuration } from '../../../../src/config/configuration.ts'
import { elaborate } from '../../../../src/config/scst/elaborate.ts'
import { readLenient } from '../../../../src/config/scst/lenient.ts'

const read = (text: string): Configuration => elaborate(readLenient(text))

test('keywords make objects, everything else is an attribute', () => {
  const { attributes, handlers, drivers } = read(
    'setup_id 1\nHANDLER h {\n\tDEVICE d {\n\t\ta 1\n\t}\n\tx y\n}\nTARGET_DRIVER i {\n\tTARGET t {\n\t\tLUN 0 d\n\t\tHW_TARGET\n\t}\n}\n',
  )
  assert.deepEqual(attributes, new Map([['setup_id', ['1']]]))
  assert.deepEqual(handlers.get('h')?.attributes, new Map([['x', ['y']]]))
  assert.deepEqual(handlers.get('h')?.devices.get('d')?.attributes, new Map([['a', ['1']]]))
  const target = drivers.get('i')?.targets.get('t')
  assert.deepEqual(target?.luns.get('0')?.get('d')?.attributes, new Map())
  assert.deepEqual(target?.attributes, new Map([['HW_TARGET', []]]))
})

test('a keyword out of its place is an attribute', () => {
  assert.deepEqual(read('LUN 0 d\n').attributes, new Map([['LUN', ['0']]]))
})

test('a LUN given twice has two devices', () => {
  const luns = read('TARGET_DRIVER i {\nTARGET t {\nLUN 0 a\nLUN 0 b\n}\n}\n')
    .drivers.get('i')
    ?.targets.get('t')?.luns
  assert.deepEqual([...(luns?.get('0')?.keys() ?? [])], ['a', 'b'])
})

test('a value that opens a block with something in it is marked, an empty one is not', () => {
  assert.deepEqual(read('a 1 {\nb\n}\nc 1 {\n}\n').invalid, new Set(['a']))
  assert.equal(read('a 1\n').invalid, undefined)
})

test('of several values none is looked into', () => {
  assert.equal(read('a 1 {\nb\n}\na 2\n').invalid, undefined)
})

test('device groups and their members', () => {
  const { deviceGroups, alua } = read(
    'ALUA {\nx 1\n}\nDEVICE_GROUP dg {\nDEVICE d\nTARGET_GROUP tg {\nstate active\nTARGET t {\nrel_tgt_id 1\n}\n}\n}\n',
  )
  assert.deepEqual(alua.attributes, new Map([['x', ['1']]]))
  const group = deviceGroups.get('dg')
  assert.deepEqual([...(group?.devices.keys() ?? [])], ['d'])
  assert.deepEqual(group?.targetGroups.get('tg')?.attributes, new Map([['state', ['active']]]))
  assert.deepEqual(
    group?.targetGroups.get('tg')?.targets.get('t')?.attributes,
    new Map([['rel_tgt_id', ['1']]]),
  )
})
