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

test('a number without a device is nothing, here and in strict mode', async () => {
  for (const compatibility of ['default', 'strict'] as const) {
    const ran = await apply(liveTree().tree, file('LUN 0\nLUN 1 n1'), { compatibility })
    assert.deepEqual(added(ran.stdout), ['1'])
    assert.equal(ran.status, 0)
  }
})

test('of several values of a LUN the last counts; strict mode passes on nonsense, which SCST refuses', async () => {
  const twice = file('LUN 0 n1 {\nread_only 0\nread_only 1\n}')
  const { tree, read } = liveTree()
  await apply(tree, twice)
  assert.equal(await read('targets/iscsi/t/luns/0/read_only'), '1\n[key]\n')
  assert.equal(changesOf(await apply(tree, twice, { force: true })), 0)
  const strict = await apply(liveTree().tree, twice, { compatibility: 'strict' })
  assert.match(strict.stdout, /\n\n\tFailed to add LUN to target\./)
})

const copied = (...lines: string[]): string =>
  `HANDLER vdisk_nullio {
DEVICE n1 {
read_only 1
}
DEVICE n2
}
TARGET_DRIVER copy_manager {
TARGET copy_manager_tgt {
${lines.join('\n')}
}
}
`

test('the copy manager is compared by device: its numbers, and what it makes of a read-only one, are its own', async () => {
  const { tree, write, names } = liveTree()
  await write('handlers/vdisk_nullio/mgmt', 'add_device gone')
  await write('handlers/vdisk_nullio/mgmt', 'del_device gone')
  const saved = copied('LUN 0 n1 {\nread_only 1\n}', 'LUN 1 n2')
  assert.equal(changesOf(await apply(tree, saved, { force: true })), 2)
  assert.deepEqual(await names('targets/copy_manager/copy_manager_tgt/luns'), ['1', '2', 'mgmt'])
  assert.equal(changesOf(await apply(tree, saved, { force: true })), 0)
})

test('a device that was taken from the copy manager comes back under a free number, a read-only one does not', async () => {
  const { tree, write, names } = liveTree()
  await apply(tree, copied('LUN 0 n1', 'LUN 1 n2'))
  await write('targets/copy_manager/copy_manager_tgt/luns/mgmt', 'clear')
  const ran = await apply(tree, copied('LUN 0 n1', 'LUN 1 n2'), { force: true })
  assert.match(ran.stdout, /no read-only device by hand, leaving out device 'n1'\.\n/)
  assert.equal(changesOf(ran), 1)
  assert.deepEqual(await names('targets/copy_manager/copy_manager_tgt/luns'), ['1', 'mgmt'])
  assert.equal(changesOf(await apply(tree, copied('LUN 0 n1', 'LUN 1 n2'), { force: true })), 0)
})
