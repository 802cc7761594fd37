import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apply, changesOf } from '../../../support/admin.ts'
import { liveTree } from '../../../support/live-tree.ts'

const handler = (...devices: string[]): string => `HANDLER vdisk_nullio {\n${devices.join('\n')}\n}\n`

test('devices are opened with what the handler takes, the rest is set', async () => {
  const { tree } = liveTree()
  const { stdout } = await apply(tree, handler('DEVICE b {\nsize_mb 1\nusn 7\n}', 'DEVICE a'))
  assert.deepEqual(stdout.split('\n').slice(0, 3), [
    "	-> Opening device 'a' using handler 'vdisk_nullio': done.",
    "	-> Opening device 'b' using handler 'vdisk_nullio': done.",
    "	-> Setting device attribute 'usn' to value '7' for device 'b': done.",
  ])
})

test('devices that the file lacks are reported, or closed', async () => {
  const { tree, names } = liveTree()
  await apply(tree, handler('DEVICE a', 'DEVICE b'))
  assert.match(
    (await apply(tree, handler('DEVICE a'))).stdout,
    /Device 'b' is not in configuration\. Use -force to close it/,
  )
  assert.equal(changesOf(await apply(tree, handler('DEVICE a'), { force: true })), 1)
  assert.deepEqual(await names('devices'), ['a'])
})

test('attributes of the handler itself', async () => {
  const { tree } = liveTree()
  const ran = await apply(tree, handler('trace_level none'))
  assert.match(
    ran.stdout,
    /Setting handler attribute 'trace_level' to value 'none' for handler 'vdisk_nullio': done/,
  )
})

test('of several values the last one opens the device', async () => {
  const { tree, read } = liveTree()
  await apply(tree, handler('DEVICE a {\nsize_mb 1\nsize_mb 2\n}'))
  assert.equal(await read('devices/a/size_mb'), '2\n')
})

test('in strict mode they are nonsense, which SCST refuses', async () => {
  const { tree } = liveTree()
  const ran = await apply(tree, handler('DEVICE a {\nsize_mb 1\nsize_mb 2\n}'), { compatibility: 'strict' })
  assert.match(ran.stdout, /\n\n\tFailed to open device\. /)
})

test('an attribute that opens a block stops behind the devices before it', async () => {
  const { tree, names } = liveTree()
  const ran = await apply(tree, handler('DEVICE a', 'DEVICE b {\nusn 1 {\nx\n}\n}'))
  assert.match(ran.stdout, /Attribute 'usn' has an invalid value\./)
  assert.deepEqual(await names('devices'), ['a'])
})

test('a t10_dev_id of several words is set once the device is open; strict mode stops there', async () => {
  const file = handler('DEVICE a {\nt10_dev_id "some id"\nsize_mb 1\n}')
  const { tree, read } = liveTree()
  assert.equal((await apply(tree, file)).status, 0)
  assert.equal(await read('devices/a/t10_dev_id'), 'some id\n[key]\n')
  assert.equal(changesOf(await apply(tree, file, { force: true })), 0)
  const strict = await apply(liveTree().tree, file, { compatibility: 'strict' })
  assert.match(strict.stdout, /\n\n\tFailed to open device\./)
})
