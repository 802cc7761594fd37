import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { type LiveDevice, liveDevice } from '../../support/device.ts'

let live: LiveDevice
afterEach(() => live.remove())

test('what a device is known by', async () => {
  live = await liveDevice('vdisk_fileio')
  await live.check('devices/d', [
    ['t10_vend_id', 'VENDOR\n', '0', 'VENDOR\n[key]\n'],
    ['t10_vend_id', '123456789\n', 'EINVAL', 'VENDOR\n[key]\n'],
    ['prod_id', '\n', '0', '\n[key]\n'],
    ['t10_dev_id', `${'x'.repeat(25)}\n`, '0', `${'x'.repeat(25)}\n[key]\n`],
    ['t10_dev_id', `${'x'.repeat(26)}\n`, 'EINVAL', `${'x'.repeat(25)}\n[key]\n`],
    ['usn', 'abc\nrest', '0', 'abc\n[key]\n'],
    ['inq_vend_specific', 'x\n', '0', 'x\n[key]\n'],
    ['inq_vend_specific', '\n', '0', '\n'],
    ['naa_id', ' 0x6001405000000001 \n', 'EINVAL', '\n'],
    ['naa_id', '5001405000000001\n', '0', '0x5001405000000001\n[key]\n'],
    ['naa_id', '\n', '0', '\n'],
    ['eui64_id', '0xABCDEF0123456789\n', '0', '0xabcdef0123456789\n[key]\n'],
    ['eui64_id', '0xabc\n', 'EINVAL', '0xabcdef0123456789\n[key]\n'],
    ['prod_rev_lvl', '12345\n', 'EINVAL', '3110\n'],
    ['scsi_device_name', `${'x'.repeat(256)}\n`, '0', `${'x'.repeat(256)}\n[key]\n`],
    ['vend_specific_id', `${'x'.repeat(129)}\n`, 'EINVAL', 'ce1644da-d\n'],
  ])
})

test('faults and changes are told in the log', async () => {
  live = await liveDevice('vdisk_fileio')
  await live.write('devices/d/prod_id', '12345678901234567\n')
  await live.write('devices/d/usn', 'a b\n')
  assert.deepEqual(live.log, [
    'dev_vdisk: ***ERROR***: Product id is too long (max 17 characters)',
    'dev_vdisk: USN for device d changed to a b',
  ])
})

test('a name that is shared in a cluster stays', async () => {
  live = await liveDevice('vdisk_fileio')
  await live.write('devices/d/cluster_mode', '1\n')
  assert.equal(await live.write('devices/d/t10_dev_id', 'x\n'), 'EPERM')
  assert.equal(await live.write('devices/d/usn', 'x\n'), '0')
})

test('an identity that changes is inquired again by the copy manager', async () => {
  live = await liveDevice('vdisk_nullio')
  const counts = async () => [
    await live.read('targets/copy_manager/copy_manager_tgt/read_cmd_count'),
    await live.read('targets/copy_manager/copy_manager_tgt/sessions/copy_manager_sess/read_io_count_kb'),
  ]
  assert.deepEqual(await counts(), ['1\n', '4\n'])
  await live.write('devices/d/usn', 'abc\n')
  assert.deepEqual(await counts(), ['2\n', '8\n'])
  await live.write('targets/copy_manager/copy_manager_tgt/luns/mgmt', 'del 0\n')
  await live.write('devices/d/usn', 'abcd\n')
  assert.deepEqual(await counts(), ['2\n', '8\n'])
})
