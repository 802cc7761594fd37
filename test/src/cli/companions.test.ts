import assert from 'node:assert/strict'
import { test } from 'node:test'
import { givenBy } from '../../../src/cli/companions.ts'

test('arguments and flags are what an option and its companions would be', () => {
  const given = givenBy({
    args: { lun: '3' },
    flags: { driver: 'iscsi', 'dev-group': 'dg', 'tgt-group': 'tg', attributes: 'a=1,b', json: true },
  })
  assert.equal(given.name, '3')
  assert.equal(given.driver, 'iscsi')
  assert.equal(given.deviceGroup, 'dg')
  assert.equal(given.targetGroup, 'tg')
  assert.deepEqual(
    [...given.attributes!],
    [
      ['a', ['1']],
      ['b', ['1']],
    ],
  )
  assert.equal(given.target, undefined)
})

test('an operation without argument has the empty name', () => {
  assert.equal(givenBy({ args: {}, flags: {} }).name, '')
})
