import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { Session } from '../../../src/core/session.ts'
import { SENSE } from '../../../src/scsi/sense.ts'
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

test('devices that follow the state are switched off and on with it', async () => {
  const device = live.scst.devices.get('d')!
  device.bindAluaState = true
  await live.write('device_groups/dg/devices/mgmt', 'add d\n')
  await live.write(`${TG}/state`, 'standby\n')
  assert.equal(device.active, false)
  await live.write(`${TG}/state`, 'nonoptimized\n')
  assert.equal(device.active, true)
  await live.write(`${TG}/mgmt`, 'add far\n')
  await live.write(`${TG}/state`, 'offline\n')
  assert.equal(device.active, true, 'a remote port shares the state and nobody here uses the device')
})

test('what a logical unit answers about its groups', async () => {
  await live.write('device_groups/dg/devices/mgmt', 'add d\n')
  await live.write(`${TG}/mgmt`, 'add a/b\n')
  await live.write(`${TG}/group_id`, '3\n')
  await live.write(`${TG}/state`, 'standby\n')
  const alua = live.scst.devices.get('d')!.lu.alua!
  const port = live.iscsi.findTarget('a/b')!
  assert.equal(alua.state(port), 'standby')
  assert.equal(alua.groupId(port), 3)
  assert.equal(alua.state(live.scst.copyManager.target), 'active')
  assert.deepEqual(alua.groups(), [{ groupId: 3, state: 'standby', preferred: false, relTgtIds: [0] }])
  assert.equal(alua.set([{ groupId: 4, state: 'active' }]), false)
  assert.equal(alua.set([{ groupId: 3, state: 'active' }]), true)
  assert.equal(alua.state(port), 'active')
})

test('SET TARGET PORT GROUPS tells everybody but who sent it', async () => {
  await live.write('device_groups/dg/devices/mgmt', 'add d\n')
  await live.write(`${TG}/mgmt`, 'add a/b\n')
  await live.write(`${TG}/group_id`, '3\n')
  await live.write('targets/iscsi/a!b/luns/mgmt', 'add d 0\n')
  const target = live.iscsi.findTarget('a/b')!
  const [issuer, other] = ['one', 'two'].map((name) => {
    const session = new Session(target, name, name, new Uint8Array())
    target.openSession(session)
    const nexus = session.luns.get(0)!
    nexus.unitAttentions.length = 0
    return nexus
  })
  live.scst.deviceGroups.get('dg')!.set([{ groupId: 3, state: 'standby' }], issuer)
  assert.deepEqual(issuer!.unitAttentions, [])
  assert.deepEqual(other!.unitAttentions, [SENSE['ASYMMETRIC ACCESS STATE CHANGED']])
})

test('a deleted target leaves the groups it was in, a deleted device its own', async () => {
  await live.write('device_groups/dg/devices/mgmt', 'add d\n')
  await live.write(`${TG}/mgmt`, 'add a/b\n')
  await live.write('targets/iscsi/mgmt', 'del_target a/b\n')
  await live.write('handlers/vdisk_nullio/mgmt', 'del_device d\n')
  assert.deepEqual(await live.names(TG), ['group_id', 'mgmt', 'preferred', 'state'])
  assert.deepEqual(await live.names('device_groups/dg/devices'), ['mgmt'])
})
