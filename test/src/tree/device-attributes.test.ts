import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { type LiveDevice, liveDevice } from '../../support/device.ts'

let live: LiveDevice
afterEach(() => live.remove())

test('each attribute takes what it should, and says [key] when it differs', async () => {
  live = await liveDevice('vdisk_fileio')
  await live.check('devices/d', [
    ['opt_trans_len', '524288\n', '0', '524288\n[key]\n'],
    ['opt_trans_len', '1000\n', 'EINVAL', '524288\n[key]\n'],
    ['bind_alua_state', `${'9'.repeat(20)}\n`, '0', '1\n[key]\n'],
    ['expl_alua', '5\n', '0', '1\n[key]\n'],
    ['lb_per_pb_exp', '2\n', 'EINVAL', '1\n'],
    ['max_tgt_dev_commands', '4294967296\n', '0', '0\n[key]\n'],
    ['max_tgt_dev_commands', '-1\n', 'EINVAL', '0\n[key]\n'],
    ['numa_node_id', '3\n', '0', '3\n[key]\n'],
    ['numa_node_id', '-2\n', 'EINVAL', '3\n[key]\n'],
    ['threads_pool_type', 'SHARED\n', '0', 'shared\n[key]\n'],
    ['threads_num', '0\n', '0', '0\n[key]\n'],
    ['threads_pool_type', 'bogus\n', 'EINVAL', 'Async\n'],
    ['threads_num', '8\n', '0', '8\n'],
    ['cluster_mode', '1\n', '0', '1\n[key]\n'],
    ['read_only', '1\n', 'open:EACCES', '0\n'],
  ])
})

test('nullio has its own', async () => {
  live = await liveDevice('vdisk_nullio')
  await live.check('devices/d', [
    ['read_zero', '1\n', '0', '1\n[key]\n'],
    ['read_zero', `${'9'.repeat(20)}\n`, 'EINVAL', '1\n[key]\n'],
    ['dummy', '1\n', 'open:EACCES', '0\n'],
  ])
})

test('a flush goes to the backing file, and nowhere while it is closed', async () => {
  live = await liveDevice('vdisk_fileio')
  assert.equal(await live.write('devices/d/sync', '1\n'), '0')
  await live.write('devices/d/active', '0\n')
  assert.equal(await live.write('devices/d/sync', '1\n'), 'EMEDIUMTYPE')
})
