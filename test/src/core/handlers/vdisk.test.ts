import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isolated } from '../../../support/isolated.ts'
import { liveTree } from '../../../support/live-tree.ts'

const MGMT = 'handlers/vdisk_blockio/mgmt'
const DISK = '/dev/sda5'

isolated('block devices of their own', import.meta, () => {
  test('a block device is thin when it can discard, and nobody else can have it', async () => {
    const live = liveTree()
    assert.equal(await live.write(MGMT, `add_device b filename=${DISK}; blocksize=4096\n`), '0')
    assert.equal(live.log[1], `dev_vdisk: Auto enable thin provisioning for device ${DISK}`)
    assert.equal(await live.read('devices/b/thin_provisioned'), '1\n')
    assert.equal(await live.read('devices/b/size'), '33554432\n[key]\n')
    assert.equal(await live.read('devices/b/bind_alua_state'), '1\n')
    assert.equal(await live.write(MGMT, `add_device c filename=${DISK}\n`), 'EBUSY')
    assert.deepEqual(live.log.slice(-2), [
      `dev_vdisk: ***ERROR***: bdev_open_by_path(${DISK}) failed: -16`,
      "scst: ***ERROR***: Device handler's vdisk_blockio attach_tgt() failed: -16",
    ])
    assert.equal(await live.write(MGMT, 'del_device b\n'), '0')
    assert.equal(await live.write(MGMT, `add_device c filename=${DISK}; read_only=1\n`), '0')
    assert.equal(await live.read('devices/c/thin_provisioned'), '0\n')
    await live.scst.close()
  })

  test('what is none is told so', async () => {
    const live = liveTree()
    const rows: readonly (readonly [parameters: string, code: string])[] = [
      ['filename=/disk1', 'ENOTBLK'],
      ['filename=/dev', 'EINVAL'],
      ['filename=/dev/null', 'EINVAL'],
      ['filename=/dev/nosuch', 'ENOENT'],
      [`filename=${DISK}; o_direct=1`, 'EINVAL'],
      ['', 'EINVAL'],
    ]
    for (const [parameters, code] of rows) {
      assert.equal(await live.write(MGMT, `add_device b ${parameters}\n`), code, parameters)
    }
  })

  test('size of a block device is what is written, and looked up again by resync_size', async () => {
    const live = liveTree()
    await live.write(MGMT, `add_device b filename=${DISK}\n`)
    assert.equal(await live.write('devices/b/size_mb', '1\n'), '0')
    assert.equal(await live.read('devices/b/size'), '1048576\n[key]\n')
    assert.equal(await live.write('devices/b/resync_size', '1\n'), '0')
    assert.equal(await live.read('devices/b/size'), '33554432\n[key]\n')
    await live.scst.close()
  })
})
