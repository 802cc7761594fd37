import assert from 'node:assert/strict'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type LiveTree, liveTree } from '../../support/live-tree.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
const disk = join(directory.path, 'disk')

before(() => {
  writeFileSync(disk, '')
  truncateSync(disk, 1 << 20)
})
after(() => directory.remove())

/** Adds a device and answers the error number and the last line of the log. */
const add = async (live: LiveTree, parameters: string, handler = 'vdisk_fileio') => {
  live.log.length = 0
  const code = await live.write(`handlers/${handler}/mgmt`, `add_device ${parameters}\n`)
  return [code, live.log.at(-1)]
}

test('a file becomes a device with an identity of its own and a LUN for the copy manager', async () => {
  const live = liveTree()
  await add(live, `disk1 filename=${disk}; nv_cache=1`)
  assert.deepEqual(live.log, [
    'dev_vdisk: Registering virtual vdisk_fileio device disk1 (NV_CACHE, ROTATIONAL)',
    `dev_vdisk: Attached SCSI target virtual disk disk1 (file="${disk}", fs=1MB, bs=512, nblocks=2048, cyln=1)`,
    'scst: Added device disk1 to group copy_manager_tgt (LUN 0, flags 0x4) to target copy_manager_tgt',
    'scst: Attached to virtual device disk1 (id 1)',
  ])
  const values = {
    usn: 'b8fdbd32\n',
    t10_dev_id: 'b8fdbd32-disk1\n',
    prod_id: 'disk1\n',
    nv_cache: '1\n[key]\n',
    filename: `${disk}\n[key]\n\n`,
    size: '1048576\n[key]\n',
    type: '0 - Direct-access device (e.g., magnetic disk)\n',
  }
  for (const [name, content] of Object.entries(values)) {
    assert.equal(await live.read(`devices/disk1/${name}`), content, name)
  }
  assert.equal(await live.tree.readlink('handlers/vdisk_fileio/disk1'), '../../devices/disk1')
  assert.equal(
    await live.tree.readlink('devices/disk1/exported/export0'),
    '../../../targets/copy_manager/copy_manager_tgt/luns/0',
  )
})

test('there is nothing to pass through', async () => {
  const live = liveTree()
  const rows: readonly (readonly [string, string])[] = [
    ['foo\n', 'scst: ***ERROR***: Device required'],
    ['add_device disk1\n', 'scst: ***ERROR***: Syntax error on "add_device"'],
    ['foo 1:2:3:4:5\n', 'scst: ***ERROR***: Device 1:2:3:4 not found'],
  ]
  for (const [text, line] of rows) {
    assert.equal(await live.write('handlers/dev_disk/mgmt', text), 'EINVAL')
    assert.equal(live.log.at(-1), line)
  }
})

test('where dumps of reservations go', async () => {
  await liveTree().check('handlers/dev_disk', [
    ['pr_dump_dir', '/tmp/dumps\n', '0', '/tmp/dumps\n'],
    ['pr_dump_dir', 'x'.repeat(4096), 'ENAMETOOLONG', '/tmp/dumps\n'],
    ['pr_dump_dir', '\n', '0', '\n'],
  ])
})

test('handlers of modules that are not loaded are absent', async () => {
  assert.deepEqual(await liveTree(['scst', 'scst_tape']).names('handlers'), ['dev_tape', 'dev_tape_perf'])
})

test('a drive starts empty, takes a medium and keeps it when the next cannot be opened', async () => {
  const live = liveTree()
  await add(live, 'cd', 'vcdrom')
  assert.equal(await live.read('devices/cd/filename'), 'none\n\n')
  assert.equal(await live.write('devices/cd/filename', `  ${disk}\n`), '0')
  assert.equal(
    live.log.at(-1),
    `dev_vdisk: Changed SCSI target virtual cdrom cd (file="${disk}", fs=1MB, bs=2048, nblocks=512, cyln=0)`,
  )
  assert.equal(await live.write('devices/cd/filename', '/does/not/exist\n'), 'ENOENT')
  assert.equal(await live.write('devices/cd/filename', 'relative\n'), 'EINVAL')
  assert.equal(await live.read('devices/cd/size'), '1048576\n[key]\n')
  assert.equal(await live.write('devices/cd/filename', '\n'), '0')
  assert.equal(await live.read('devices/cd/filename'), 'none\n\n')
  await live.scst.close()
})
