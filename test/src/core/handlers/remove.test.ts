import assert from 'node:assert/strict'
import { test } from 'node:test'
import { execute } from '../../../../src/scsi/execute.ts'
import { liveTree } from '../../../support/live-tree.ts'
import { initiator, taskFor } from '../../../support/scsi.ts'

const MGMT = 'handlers/vdisk_fileio/mgmt'

test('every virtual handler deletes the devices of all of them', async () => {
  const live = liveTree()
  await live.write('handlers/vdisk_nullio/mgmt', 'add_device n\n')
  live.log.length = 0
  assert.equal(await live.write(MGMT, 'del_device n extra\n'), 'EINVAL')
  assert.equal(await live.write(MGMT, 'DEL_DEVICE n\n'), '0')
  assert.deepEqual(live.log.slice(1), [
    'scst: Removed LUN 0 from group copy_manager_tgt (target copy_manager_tgt)',
    'scst: Detached from virtual device n (id 1)',
    'dev_vdisk: Detached virtual device n ("none")',
    'dev_vdisk: Virtual device n unregistered',
  ])
  assert.equal(await live.write(MGMT, 'del_device n\n'), 'EINVAL')
})

test('its LUNs go everywhere, the copy manager’s first', async () => {
  const live = liveTree()
  await live.write('targets/iscsi/mgmt', 'add_target t\n')
  await live.write('targets/iscsi/t/ini_groups/mgmt', 'create g\n')
  await live.write('handlers/vdisk_nullio/mgmt', 'add_device n\n')
  for (const path of ['targets/iscsi/t/luns', 'targets/iscsi/t/ini_groups/g/luns']) {
    await live.write(`${path}/mgmt`, 'add n 7\n')
  }
  live.log.length = 0
  await live.write(MGMT, 'del_device n\n')
  assert.deepEqual(live.log.slice(0, 3), [
    'scst: Removed LUN 0 from group copy_manager_tgt (target copy_manager_tgt)',
    'scst: Removed LUN 7 from group t (target t)',
    'scst: Removed LUN 7 from group g (target t)',
  ])
  assert.deepEqual(await live.names('targets/iscsi/t/luns'), ['mgmt'])
})

test('commands that wait for the end of its block, or of a suspension, go on', async () => {
  const live = liveTree()
  await live.write('handlers/vdisk_nullio/mgmt', 'add_device n\n')
  const device = live.scst.devices.get('n')!
  await live.write('devices/n/block', '1\n')
  await live.write('suspend', '1\n')
  const ready = execute(taskFor(initiator(device.lu), '00'))
  await live.write(MGMT, 'del_device n\n')
  await ready
  assert.equal(device.lu.store, undefined)
})
