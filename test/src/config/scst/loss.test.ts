import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newDriver, newTarget } from '../../../../src/config/configuration.ts'
import { elaborate } from '../../../../src/config/scst/elaborate.ts'
import { readLenient } from '../../../../src/config/scst/lenient.ts'
import { firstLoss } from '../../../../src/config/scst/loss.ts'
import { printConfiguration } from '../../../../src/config/scst/print.ts'

const lossOf = (alias: string, name = 'iqn.a') => {
  const target = newTarget()
  target.attributes.set('alias', [alias])
  const driver = { ...newDriver(), targets: new Map([[name, target]]) }
  const configuration = { ...elaborate(readLenient('threads 2\n')), drivers: new Map([['iscsi', driver]]) }
  return firstLoss(configuration, printConfiguration(configuration))
}

for (const alias of ['', 'a', 'my disk', 'a#b', 'a \\ b', 'a\\', 'a"b', '"', '[GROUPS x y]', 'umläut'])
  test(`nothing is lost of ${JSON.stringify(alias)}`, () => assert.equal(lossOf(alias), undefined))

for (const alias of ['a}b', 'a {b', 'my "big" disk', 'a\tb', 'x [GROUP y] z', '"q"', 'a b\\'])
  test(`lost is ${JSON.stringify(alias)}`, () =>
    assert.deepEqual(lossOf(alias), {
      path: ['TARGET_DRIVER iscsi', 'TARGET iqn.a', 'alias'],
      values: [alias],
    }))

test('names can be lost, too', () => {
  assert.deepEqual(lossOf('a', 'iqn#a')?.path, ['TARGET_DRIVER iscsi', 'TARGET iqn#a'])
})
