import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type LiveTree, liveTree } from '../../support/live-tree.ts'

const TARGET = 'targets/copy_manager/copy_manager_tgt'

let live: LiveTree
beforeEach(() => {
  live = liveTree()
})
const device = (verb: 'add' | 'del', name: string) =>
  live.write('handlers/vdisk_nullio/mgmt', `${verb}_device ${name}\n`)
const luns = async () => (await live.names(`${TARGET}/luns`)).filter((name) => name !== 'mgmt')

test('every new device is the next LUN; numbers of gone ones are not taken again', async () => {
  for (const name of ['a', 'b']) await device('add', name)
  await device('del', 'b')
  await device('add', 'c')
  assert.deepEqual(await luns(), ['0', '2'])
  assert.equal(await live.write('handlers/vdisk_nullio/mgmt', 'add_device x size=1\n'), 'EINVAL')
  await device('add', 'd')
  assert.deepEqual(await luns(), ['0', '2', '3'], 'a failure takes no number')
})

test('a number that was given by hand is stepped over', async () => {
  await device('add', 'a')
  assert.equal(await live.write(`${TARGET}/luns/mgmt`, 'add a 1\n'), '0')
  await device('add', 'b')
  assert.deepEqual(await luns(), ['0', '1', '2'])
})

test('by hand it takes no read-only device, and each LUN is inquired', async () => {
  await device('add', 'a')
  await live.write('handlers/vcdrom/mgmt', 'add_device cd\n')
  assert.equal(await live.read(`${TARGET}/luns/1/read_only`), '1\n[key]\n', 'by itself it does')
  assert.equal(await live.write(`${TARGET}/luns/mgmt`, 'add cd 9\n'), 'EINVAL')
  assert.equal(await live.write(`${TARGET}/luns/mgmt`, 'add a 9 read_only=1\n'), 'EINVAL')
  assert.equal(await live.write(`${TARGET}/luns/mgmt`, 'replace a 1\n'), '0')
  assert.equal(await live.read(`${TARGET}/read_cmd_count`), '3\n')
})

test('without its module parameter it leaves new devices alone', async () => {
  live = liveTree(['scst auto_cm_assignment=0', 'scst_vdisk'])
  await device('add', 'a')
  assert.deepEqual(await luns(), [])
  assert.deepEqual(await live.names('devices/a/exported'), [])
})

test('it tells EXTENDED COPY which devices there are', async () => {
  await device('add', 'a')
  assert.deepEqual(
    Array.from(live.scst.copyManager.devices(), ({ options }) => options.name),
    ['a'],
  )
  assert.equal(live.scst.devices.get('a')!.lu.options.copyManager, live.scst.copyManager)
  await live.write('targets/copy_manager/allow_not_connected_copy', '1\n')
  assert.equal(live.scst.copyManager.allowNotConnected, true)
})
