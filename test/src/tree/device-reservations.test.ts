import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { afterEach, test } from 'node:test'
import { type LiveDevice, liveDevice } from '../../support/device.ts'

let live: LiveDevice
afterEach(() => live.remove())

test('reservations are kept where pr_file_name says, once nobody uses the device', async () => {
  live = await liveDevice('vdisk_nullio')
  const file = live.file('reservations', 0)
  writeFileSync(file, 'version 1\ngeneration 7\n')
  assert.equal(await live.read('devices/d/pr_file_name'), '/var/lib/scst/pr/d\n')
  assert.equal(await live.write('devices/d/pr_file_name', `${file}\n`), 'EBUSY')
  await live.write('targets/copy_manager/copy_manager_tgt/luns/mgmt', 'clear\n')
  assert.equal(await live.write('devices/d/pr_file_name', 'relative\n'), 'EINVAL')
  assert.equal(await live.write('devices/d/pr_file_name', '/does/not/exist\n'), 'ENOENT')
  assert.equal(await live.write('devices/d/pr_file_name', `${file}\n`), '0')
  assert.equal(await live.read('devices/d/pr_file_name'), `${file}\n[key]\n`)
  assert.equal(await live.read('devices/d/pr_state'), 'version 1\ngeneration 7\n')
  assert.equal(await live.write('devices/d/pr_state', 'version 2\n'), 'EINVAL')
  assert.equal(await live.write('devices/d/pr_state', 'version 1\ngeneration 9\n'), '0')
  await live.write('devices/d/dump_prs', '1\n')
  assert.deepEqual(live.log.slice(-3), [
    'scst: Persistent reservations for device d:',
    'scst:   No registrants',
    'scst: Not reserved',
  ])
})
