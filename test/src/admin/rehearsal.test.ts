import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drive } from '../../../src/admin/drive.ts'
import {
  addLun,
  addTarget,
  closeDevice,
  moveInitiator,
  openDevice,
  removeTarget,
} from '../../../src/admin/operation.ts'
import { Rehearsal } from '../../../src/admin/rehearsal.ts'
import { Running } from '../../../src/admin/running.ts'
import { setAttribute } from '../../../src/admin/set-attribute.ts'
import { collect, look, queue, read, type Steps, say, settle, warn, write } from '../../../src/admin/step.ts'
import { liveTree } from '../../support/live-tree.ts'
import { GROUPED, SAMPLE } from '../../support/scstadmin.ts'

async function rehearse<T>(steps: () => Steps<T>) {
  const { tree, write: change } = liveTree()
  for (const [path, text] of SAMPLE) await change(path, text)
  const running = await Running.read(tree)
  const rehearsal = new Rehearsal(running, 'fail')
  return { result: await drive(steps(), rehearsal.perform), rehearsal, running, tree }
}

test('writes show in what is read afterwards, and nowhere else', async () => {
  const { result, running } = await rehearse(function* () {
    yield* write(openDevice('vdisk_nullio', 'n3'))
    yield* write(addTarget('iscsi', 'iqn.b'))
    yield* write(addLun({ driver: 'iscsi', target: 'iqn.b' }, '0', 'n3'))
    return yield* collect()
  })
  assert.deepEqual(result.luns({ driver: 'iscsi', target: 'iqn.b' }), new Map([['0', 'n3']]))
  assert.ok(result.devicesOf('vdisk_nullio').includes('n3'))
  assert.ok(!running.has('devices/n3'))
})

test('a closed device takes its LUNs along', async () => {
  const { result } = await rehearse(function* () {
    yield* write(closeDevice('vdisk_nullio', 'n1'))
    return yield* collect()
  })
  assert.equal(result.luns({ driver: 'iscsi', target: 'iqn.a' }).size, 0)
  assert.equal(result.luns({ driver: 'iscsi', target: 'iqn.a', group: 'g' }).size, 1)
})

test('of what only the rehearsal made, every attribute that is known is assumed', async () => {
  const { result } = await rehearse(function* () {
    yield* write(addTarget('iscsi', 'iqn.b'))
    yield* write(addTarget('scst_local', 'loc'))
    const table = yield* look({ kind: 'target', driver: 'iscsi', target: 'iqn.b' })
    const enabled = yield* read(['targets/iscsi/iqn.b/enabled', 'targets/scst_local/loc/enabled'])
    return [table.has('alias'), table.has('anything'), ...enabled]
  })
  assert.deepEqual(result, [true, false, '', undefined])
})

test('of a driver that nobody knows any attribute is assumed', async () => {
  const { result } = await rehearse(function* () {
    yield* write(addTarget('other', 't'))
    return (yield* look({ kind: 'target', driver: 'other', target: 't' })).has('anything')
  })
  assert.equal(result, true)
})

test('a device that is opened is in the copy manager', async () => {
  const { result } = await rehearse(function* () {
    yield* write(openDevice('vdisk_nullio', 'n3'))
    return yield* collect()
  })
  const luns = result.luns({ driver: 'copy_manager', target: 'copy_manager_tgt' })
  assert.deepEqual([...luns.values()], ['n1', 'n2', 'n3'])
})

test('values and moves', async () => {
  const group = { driver: 'iscsi', target: 'iqn.a', group: 'g' }
  const { result } = await rehearse(function* () {
    yield* write(setAttribute({ kind: 'device', device: 'n1' }, 'usn', '77'))
    yield* write(moveInitiator(group, 'iqn.i', 'h'))
    return yield* collect()
  })
  assert.equal(result.firstLine('devices/n1/usn'), '77')
  assert.deepEqual(result.initiators('iscsi', 'iqn.a', 'g'), [])
  assert.deepEqual(result.initiators('iscsi', 'iqn.a', 'h'), ['iqn.i'])
})

test('operations and remarks are kept apart', async () => {
  const { rehearsal, result } = await rehearse(function* () {
    yield* say('\t-> Opening: ')
    yield* queue(openDevice('vcdrom', 'c'), false)
    yield* say('done.\n')
    yield* warn('careful')
    return yield* settle()
  })
  assert.equal(result, 1)
  assert.deepEqual(
    rehearsal.operations.map(({ text }) => text),
    ['add_device c '],
  )
  assert.deepEqual(rehearsal.remarks, ['careful'])
})

test('a target that is removed leaves its target groups', async () => {
  const { tree, write: change } = liveTree()
  for (const [path, text] of GROUPED) await change(path, text)
  await change('device_groups/dg/target_groups/tg/mgmt', 'add iqn.a')
  const rehearsal = new Rehearsal(await Running.read(tree), 'fail')
  rehearsal.suppose(removeTarget('iscsi', 'iqn.a'))
  const left = rehearsal.perform({ kind: 'collect' }) as Running
  assert.deepEqual(left.targetGroupTargets('dg', 'tg'), ['iqn.b'])
})
