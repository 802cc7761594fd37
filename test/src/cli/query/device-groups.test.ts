import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Running } from '../../../../src/admin/running.ts'
import { listDeviceGroups, listTargetGroups } from '../../../../src/cli/query/device-groups.ts'
import { GROUPED, lines, liveTree } from '../../../support/scstadmin.ts'

const { tree, close } = await liveTree([
  ...GROUPED,
  ['device_groups/mgmt', 'create second'],
  ['handlers/vdisk_nullio/mgmt', 'add_device sixsix'],
  ['device_groups/second/devices/mgmt', 'add sixsix'],
])
const running = await Running.read(tree)
await close()

test('the ruler below Devices is seven long, but six where the longest name is', () => {
  assert.ok(listDeviceGroups(running, { name: 'dg' }, {}).text.startsWith('\tDevices\n\t-------\n\tn1\n'))
  assert.ok(
    listDeviceGroups(running, { name: 'second' }, {}).text.startsWith('\tDevices\n\t------\n\tsixsix\n'),
  )
})

test('an unknown group reads as an empty one', () => {
  assert.equal(
    listDeviceGroups(running, { name: 'nosuch' }, {}).text,
    lines('\tDevices', '\t-------', '', '\tTarget Groups', '\t------------'),
  )
  assert.equal(
    listTargetGroups(running, { name: 'tg', deviceGroup: 'nosuch' }, {}).text,
    lines('\tTargets', '\t-------'),
  )
})

test('an empty device group name lists the target groups of all', () => {
  assert.equal(
    listTargetGroups(running, { name: '', deviceGroup: '' }, {}).text,
    lines(
      '\tDevice Group',
      '\t------------',
      ...['\tdg', '', '', '\t\tTarget Groups', '\t\t------------', '\t\ttg'],
      ...['\tsecond', '', '', '\t\tTarget Groups', '\t\t------------'],
    ),
  )
})
