import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalizeLuns } from '../../../../src/admin/phases/canonical-luns.ts'
import { elaborate } from '../../../../src/config/scst/elaborate.ts'
import { readLenient } from '../../../../src/config/scst/lenient.ts'

test('LUN numbers as SCST shows them, in targets and groups', () => {
  const configuration = elaborate(
    readLenient(
      'TARGET_DRIVER i {\nTARGET t {\nLUN 007 a\nLUN 7 b\nLUN x c\nGROUP g {\nLUN 0x10 d\n}\n}\n}\n',
    ),
  )
  canonicalizeLuns(configuration)
  const target = configuration.drivers.get('i')!.targets.get('t')!
  assert.deepEqual(
    [...target.luns].map(([lun, devices]) => [lun, ...devices.keys()]),
    [
      ['7', 'a', 'b'],
      ['x', 'c'],
    ],
  )
  assert.deepEqual([...target.groups.get('g')!.luns.keys()], ['16'])
})
