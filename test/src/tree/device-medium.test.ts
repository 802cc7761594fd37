import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { type LiveDevice, liveDevice } from '../../support/device.ts'

let live: LiveDevice
afterEach(() => live.remove())

test('a file is changed while the device is inactive, its size when it is looked up', async () => {
  live = await liveDevice('vdisk_fileio')
  const other = live.file('other', 1 << 20)
  assert.equal(await live.write('devices/d/filename', `${other}\n`), 'EINVAL')
  assert.equal(await live.write('devices/d/active', '0\n'), '0')
  assert.equal(await live.write('devices/d/resync_size', '1\n'), 'EMEDIUMTYPE')
  assert.equal(await live.write('devices/d/filename', '/does/not/exist\n'), '0')
  assert.equal(await live.write('devices/d/active', '1\n'), 'ENOENT')
  assert.equal(await live.read('devices/d/active'), '0\n[key]\n')
  assert.equal(await live.write('devices/d/filename', `${other}\n`), '0')
  assert.equal(await live.write('devices/d/active', '1\n'), '0')
  assert.equal(await live.read('devices/d/size'), '65536\n[key]\n')
  assert.equal(await live.write('devices/d/resync_size', '1\n'), '0')
  assert.equal(await live.read('devices/d/size'), '1048576\n[key]\n')
})

test('size of nullio is what is written, read as scanf does', async () => {
  live = await liveDevice('vdisk_nullio')
  const rows: readonly (readonly [name: string, text: string, code: string])[] = [
    ['size', '0x10\n', '0'],
    ['size', ' 1024 x\n', '0'],
    ['size', '1000\n', 'EINVAL'],
    ['size', '-1\n', 'EINVAL'],
    ['size', 'abc\n', 'EINVAL'],
    ['size_mb', '2\n', '0'],
  ]
  for (const [name, text, code] of rows) assert.equal(await live.write(`devices/d/${name}`, text), code, text)
  assert.equal(await live.read('devices/d/size'), '2097152\n[key]\n')
  assert.equal(await live.write('devices/d/size', '9007199254741504\n'), '0')
  assert.equal(await live.write('devices/d/size', '9223372036854775296\n'), '0')
  assert.equal(await live.read('devices/d/size'), '9223372036854775296\n[key]\n')
  assert.equal(await live.read('devices/d/size_mb'), '8796093022207\n')
  assert.equal(await live.write('devices/d/size', '2748779069440\n'), '0')
  assert.equal(await live.read('devices/d/size'), '2748779069440\n')
})

test('a device has the size that it was made with, to the last byte', async () => {
  live = await liveDevice('vdisk_nullio')
  const size = '9223372036854775296'
  assert.equal(await live.write('handlers/vdisk_nullio/mgmt', `add_device large size=${size}\n`), '0')
  assert.equal(await live.read('devices/large/size'), `${size}\n[key]\n`)
  await live.scst.devices.get('large')!.activate(false)
  assert.equal(await live.read('devices/large/size'), `${size}\n[key]\n`)
})
