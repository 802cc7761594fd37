import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../../../src/lib/refusal.ts'
import { liveTree } from '../../support/live-tree.ts'

const refuses = (work: () => void, code: string) =>
  assert.throws(work, (error) => error instanceof Refusal && error.code === code)

test('ids are given in turn and not again before all others have been', () => {
  const { iscsi, scst } = liveTree()
  const [a, b, c] = ['a', 'b', 'c'].map((name) => iscsi.addTarget(name)) as [never, never, never]
  const ids = [a, b].map((target) => scst.relTgtIds.forEnabling(target))
  assert.deepEqual(ids, [1, 2])
  assert.equal(scst.relTgtIds.forEnabling(c), 3, 'though nobody was enabled with 1 and 2')
})

test('an id that a counted target has is stepped over', () => {
  const { iscsi } = liveTree()
  const [a, b] = [iscsi.addTarget('a'), iscsi.addTarget('b')]
  a.relTgtId = 1
  a.enable(true)
  b.enable(true)
  assert.equal(b.relTgtId, 2)
})

test('ALL_TG_PT means the ports of a protocol that have an id, and the remote ones of the device', async () => {
  const { iscsi, scst, write } = liveTree()
  for (const name of ['a', 'b']) iscsi.addTarget(name).enable(true)
  iscsi.addTarget('never enabled')
  for (const [path, text] of [
    ['handlers/vdisk_nullio/mgmt', 'add_device d'],
    ['device_groups/mgmt', 'create dg'],
    ['device_groups/dg/devices/mgmt', 'add d'],
    ['device_groups/dg/target_groups/mgmt', 'add tg'],
    ['device_groups/dg/target_groups/tg/mgmt', 'add far'],
    ['device_groups/dg/target_groups/tg/far/rel_tgt_id', '50'],
  ] as const)
    assert.equal(await write(path, `${text}\n`), '0')
  const group = scst.deviceGroups.get('dg')
  assert.deepEqual(scst.relTgtIds.ofPorts(iscsi.protocol, undefined), [1, 2])
  assert.deepEqual(scst.devices.get('d')!.lu.options.relTgtIds!(iscsi.protocol), [1, 2, 50])
  assert.deepEqual(scst.relTgtIds.ofPorts(0, group), [50])
})

test('what is written is unique among those that count, in its low 16 bits', () => {
  const { iscsi, scst } = liveTree()
  const [a, b] = [iscsi.addTarget('a'), iscsi.addTarget('b')]
  a.enable(true)
  b.enable(true)
  refuses(() => scst.relTgtIds.assign(b, 1n), 'EBADSLT')
  refuses(() => scst.relTgtIds.assign(b, 65537n), 'EBADSLT')
  refuses(() => scst.relTgtIds.assign(b, 70000n), 'EINVAL')
  scst.relTgtIds.assign(b, 2n)
  b.enable(false)
  scst.relTgtIds.assign(b, 1n)
  refuses(() => b.enable(true), 'EBADSLT')
  assert.equal(b.enabled, false)
  scst.relTgtIds.assign(b, 0n)
  b.enable(true)
  assert.equal(b.relTgtId, 3)
})
