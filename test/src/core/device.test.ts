import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Device } from '../../../src/core/device.ts'
import { SENSE } from '../../../src/scsi/sense.ts'
import { idleTask } from '../../support/device.ts'
import { liveTree } from '../../support/live-tree.ts'
import { disk, initiator, taskFor } from '../../support/scsi.ts'

async function nullDevice(): Promise<Device> {
  const live = liveTree()
  await live.write('handlers/vdisk_nullio/mgmt', 'add_device d size=1048576\n')
  return live.scst.devices.get('d')!
}

test('an inactive device has no store, and keeps its size', async () => {
  const device = await nullDevice()
  const stored = () => device.lu.store?.size
  await device.activate(false)
  assert.equal(stored(), undefined)
  assert.equal(device.lu.size, 1048576)
  await device.activate(true)
  assert.equal(stored(), 1048576)
})

test('a store is not closed under a command', async () => {
  const device = await nullDevice()
  const { lu } = device
  const [nexus] = lu.nexuses
  const task = idleTask(nexus!)
  assert.ok(lu.tasks.enter(task))
  const closing = device.activate(false)
  await new Promise(setImmediate)
  assert.ok(lu.store)
  assert.equal(device.active, false)
  lu.tasks.leave(task)
  await closing
  assert.equal(lu.store, undefined)
})

test('a store is closed with the last LUN, and opened with the next', async () => {
  const device = await nullDevice()
  const { luns } = device.scst.copyManager.target.defaultGroup
  luns.delete(0)
  await new Promise(setImmediate)
  assert.equal(device.lu.store, undefined)
  assert.equal(device.isInUse, false)
  await luns.add(device, 5, { readOnly: false })
  assert.ok(device.lu.store)
  assert.equal(device.isInUse, true)
})

test('a store is not opened again before it is closed, nor a device deleted', async () => {
  const device = await nullDevice()
  const { luns } = device.scst.copyManager.target.defaultGroup
  const store = device.lu.store!
  let closed = (): void => {}
  store.close = () => new Promise((resolve) => (closed = resolve))
  luns.delete(0)
  await new Promise(setImmediate)
  const order: string[] = []
  const added = luns.add(device, 5, { readOnly: false }).then(() => order.push('added'))
  const deleted = device.close().then(() => order.push('deleted'))
  await new Promise(setImmediate)
  assert.deepEqual(order, [])
  closed()
  await Promise.all([added, deleted])
  assert.ok(device.lu.store)
})

test('a store is not closed under the copy of another unit', async () => {
  const device = await nullDevice()
  const part = taskFor(initiator(disk()), '00')
  part.partOf = part
  assert.ok(device.lu.tasks.enter(part))
  device.scst.copyManager.target.defaultGroup.luns.delete(0)
  await new Promise(setImmediate)
  assert.ok(device.lu.store)
  device.lu.tasks.leave(part)
  await new Promise(setImmediate)
  assert.equal(device.lu.store, undefined)
})

test('a store stays open for a LUN that comes while the commands of the last one end', async () => {
  const device = await nullDevice()
  const { luns } = device.scst.copyManager.target.defaultGroup
  luns.delete(0)
  await luns.add(device, 5, { readOnly: false })
  await new Promise(setImmediate)
  assert.ok(device.lu.store)
})

test('a new size goes into the store of nullio, and initiators are told', async () => {
  const device = await nullDevice()
  const [nexus] = device.lu.nexuses
  nexus!.unitAttentions.length = 0
  device.resize(512n)
  assert.equal(device.lu.store?.size, 512)
  assert.deepEqual(nexus!.unitAttentions, [SENSE['CAPACITY DATA HAS CHANGED']])
})

test('blocks nest, and do not go below none', async () => {
  const device = await nullDevice()
  device.unblock()
  await device.block()
  await device.block()
  device.unblock()
  assert.equal(device.blocks, 1)
  device.unblock()
  device.unblock()
  assert.equal(device.blocks, 0)
})
