import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apply, changesOf } from '../../../support/admin.ts'
import { liveTree } from '../../../support/live-tree.ts'

const file = (luns: string, driver = 'iscsi', target = 't'): string =>
  `HANDLER vdisk_nullio {\nDEVICE n1\nDEVICE n2\n}\nTARGET_DRIVER ${driver} {\nTARGET ${target} {\n${luns}\n}\n}\n`

const added = (stdout: string): string[] => [...stdout.matchAll(/at LUN (\S+) to/g)].map(([, lun]) => lun!)

test('LUNs are added in the order of their numbers as text', async () => {
  const { stdout } = await apply(liveTree().tree, file('LUN 0 n1\nLUN 9 n1\nLUN 10 n1\nLUN 1 n2'))
  assert.deepEqual(added(stdout), ['0', '1', '10', '9'])
})

test('a number that is taken is left alone', async () => {
  const { tree } = liveTree()
  await apply(tree, file('LUN 0 n1'))
  const { stdout } = await apply(tree, file('LUN 0 n2\nLUN 1 n2'))
  assert.deepEqual(added(stdout), ['1'])
})

test('two devices at one LUN end the run behind the LUNs before it', async () => {
  const { tree, names } = liveTree()
  const { stdout } = await apply(tree, file('LUN 0 n1\nLUN 1 n1\nLUN 1 n2'))
  assert.match(
    stdout,
    /\n\n\tInvalid configuration encountered\. Driver\/target\/group\/lun iscsi\/t\/\/1 has multiple devices/,
  )
  assert.deepEqual(await names('targets/iscsi/t/luns'), ['0', 'mgmt'])
})

test('what SCST gives the copy manager by itself counts in strict mode only', async () => {
  const copied = file('LUN 0 n1\nLUN 1 n2', 'copy_manager', 'copy_manager_tgt')
  assert.equal(changesOf(await apply(liveTree().tree, copied)), 2)
  assert.equal(changesOf(await apply(liveTree().tree, copied, { compatibility: 'strict' })), 4)
})
