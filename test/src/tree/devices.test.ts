import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree } from '../../support/live-tree.ts'

test('a device has the attributes of its handler', async () => {
  const live = liveTree()
  await live.write('handlers/vdisk_nullio/mgmt', 'add_device n\n')
  await live.write('handlers/vcdrom/mgmt', 'add_device c\n')
  const has = async (device: string, name: string) => (await live.names(`devices/${device}`)).includes(name)
  for (const [name, nullio, drive] of [
    ['type', true, true],
    ['filename', false, true],
    ['dummy', true, false],
    ['blocksize', true, false],
    ['sync', false, false],
    ['handler', true, true],
    ['gen_tp_soft_threshold_reached_UA', false, false],
  ] as const) {
    assert.deepEqual([await has('n', name), await has('c', name)], [nullio, drive], name)
  }
})

test('what it is exported as is linked from it', async () => {
  const live = liveTree()
  await live.write('handlers/vdisk_nullio/mgmt', 'add_device n\n')
  await live.write('targets/iscsi/mgmt', 'add_target a/b\n')
  await live.write('targets/iscsi/a!b/ini_groups/mgmt', 'create c/d\n')
  await live.write('targets/iscsi/a!b/ini_groups/c!d/luns/mgmt', 'add n 5\n')
  assert.equal(
    await live.tree.readlink('devices/n/exported/export1'),
    '../../../targets/iscsi/a!b/ini_groups/c!d/luns/5',
  )
  assert.equal(await live.read('devices/n/exported/export1/read_only'), '0\n')
})
