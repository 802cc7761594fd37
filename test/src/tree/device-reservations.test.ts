import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, test } from 'node:test'
import { NO_RESERVATIONS, type PrState } from '../../../src/scsi/persistent-reservations.ts'
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

test('a file that holds no reservations is refused as pr_file_name, and left as it is', async () => {
  live = await liveDevice('vdisk_nullio')
  const kept = live.file('kept', 0)
  writeFileSync(kept, 'version 1\ngeneration 7\n')
  const diary = live.file('diary', 0)
  writeFileSync(diary, 'Dear diary\n')
  await live.write('targets/copy_manager/copy_manager_tgt/luns/mgmt', 'clear\n')
  await live.write('devices/d/pr_file_name', `${kept}\n`)
  assert.equal(await live.write('devices/d/pr_file_name', `${diary}\n`), 'EINVAL')
  assert.equal(
    live.log.at(-1),
    'scst: ***ERROR***: d: reservations cannot be loaded: the file of persistent reservations is damaged',
  )
  assert.equal(await live.read('devices/d/pr_file_name'), `${kept}\n[key]\n`)
  const { lu } = live.scst.devices.get('d')!
  await lu.commitReservations(oneRegistrant)
  assert.match(readFileSync(kept, 'latin1'), /^registrant 1 /m)
  assert.equal(readFileSync(diary, 'latin1'), 'Dear diary\n')
})

const oneRegistrant: PrState = {
  ...NO_RESERVATIONS,
  aptpl: true,
  registrants: [{ transportId: new Uint8Array(24), relTgtId: 1, key: 1n }],
}
