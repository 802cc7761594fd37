import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { type LiveDevice, liveDevice } from '../../support/device.ts'

let live: LiveDevice
afterEach(() => live.remove())

test('commands are held once for each 1, and let go once for each 0', async () => {
  live = await liveDevice('vdisk_fileio')
  await live.check('devices/d', [
    ['block', '11 data\n', '0', '1 0\n'],
    ['block', '0\n', '0', '0 0\n'],
    ['block', '0\n', '0', '0 0\n'],
    ['block', '1 x\n', 'EINVAL', '0 0\n'],
    ['block', 'abc\n', 'EINVAL', '0 0\n'],
    ['block', '1\n', '0', '1 0\n'],
    ['block', '1 1 data\n', '0', '2 0\n'],
    ['block', '0 \n', '0', '1 0\n'],
    ['block', '0 1\n', 'EINVAL', '1 0\n'],
  ])
})

test('a block that waits is pending until commands in flight have ended', async () => {
  live = await liveDevice('vdisk_fileio')
  const blocking = live.write('devices/d/block', '1\n')
  assert.equal(await live.read('devices/d/block'), '1 1\n')
  await blocking
  assert.equal(await live.read('devices/d/block'), '1 0\n')
})
