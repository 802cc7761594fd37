import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type LiveTree, liveTree } from '../../support/live-tree.ts'

const TG = 'device_groups/dg/target_groups/tg'

let live: LiveTree
beforeEach(async () => {
  live = liveTree()
  await live.write('handlers/vdisk_nullio/mgmt', 'add_device d\n')
  await live.write('targets/iscsi/mgmt', 'add_target a/b\n')
  await live.write('device_groups/mgmt', 'create dg\n')
  await live.write('device_groups/dg/target_groups/mgmt', 'add tg\n')
  live.log.length = 0
})

test('commands of groups, in order', async () => {
  const rows: readonly (readonly [path: string, text: string, code: string])[] = [
    ['device_groups/mgmt', 'create dg\n', 'EEXIST'],
    ['device_groups/mgmt', 'create mgmt\n', 'EEXIST'],
    ['device_groups/mgmt', 'create p/q\n', '0'],
    ['device_groups/mgmt', 'create p!q\n', 'EEXIST'],
    ['device_groups/mgmt', 'add dg2\nextra', '0'],
    ['device_groups/mgmt', '\n', 'EINVAL'],
    ['device_groups/mgmt', 'del nosuch\n', 'EINVAL'],
    ['device_groups/dg/devices/mgmt', 'add nosuch\n', 'EINVAL'],
    ['device_groups/dg/devices/mgmt', 'add d more\n', '0'],
    ['device_groups/dg2/devices/mgmt', 'add d\n', 'EEXIST'],
    ['device_groups/dg2/devices/mgmt', 'del d\n', 'EINVAL'],
    [`${TG}/mgmt`, 'add a/b\n', '0'],
    [`${TG}/mgmt`, 'add a/b\n', 'EEXIST'],
    [`${TG}/mgmt`, 'add a!b\n', 'EEXIST'],
    [`${TG}/mgmt`, 'add state\n', 'EEXIST'],
    [`${TG}/mgmt`, 'add far\n', '0'],
    [`${TG}/mgmt`, 'create x\n', 'EINVAL'],
    [`${TG}/mgmt`, 'del nosuch\n', 'EINVAL'],
    [`${TG}/group_id`, '0\n', 'EINVAL'],
    [`${TG}/group_id`, '0000001234\n', '0'],
    [`${TG}/preferred`, '2\n', 'EINVAL'],
    [`${TG}/state`, 'Active\n', 'EINVAL'],
    [`${TG}/state`, 'lba_dependent\n', 'EINVAL'],
    [`${TG}/far/rel_tgt_id`, '65536\n', 'EINVAL'],
    [`${TG}/far/rel_tgt_id`, '65535\n', '0'],
    [`${TG}/a!b/rel_tgt_id`, '7\n', '0'],
  ]
  for (const [path, text, code] of rows) assert.equal(await live.write(path, text), code, `${path} ${text}`)
  assert.deepEqual(live.log, [], 'nothing of it is logged')
  assert.equal(await live.read(`${TG}/group_id`), '1\n[key]\n')
  assert.equal(await live.tree.readlink(`${TG}/a!b`), '../../../../targets/iscsi/a!b')
  assert.equal(await live.read('targets/iscsi/a!b/rel_tgt_id'), '7\n[key]\n', 'through the link')
  assert.equal(await live.tree.readlink('device_groups/dg/devices/d'), '../../../devices/d')
})

test('a state is logged when it changes, and forgotten with the group', async () => {
  await live.write(`${TG}/state`, 'standby\n')
  await live.write(`${TG}/state`, 'standby\n')
  await live.write(`${TG}/preferred`, '1\n')
  await live.write('device_groups/mgmt', 'del dg\n')
  assert.deepEqual(live.log, [
    'scst: Changed ALUA state of dg/tg into standby',
    'scst: Changed preferred state of dg/tg from 0 into 1',
    'scst: Changed ALUA state of dg/tg into active',
  ])
})
