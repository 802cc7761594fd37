import assert from 'node:assert/strict'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type LiveTree, liveTree } from '../../support/live-tree.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
const disk = join(directory.path, 'disk')
const MGMT = 'handlers/vdisk_fileio/mgmt'

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

const REFUSALS: readonly (readonly [parameters: string, code: string, line: string | undefined])[] = [
  ['', 'EINVAL', 'scst: ***ERROR***: Device name required'],
  ['there', 'EEXIST', undefined],
  ['x', 'EINVAL', 'dev_vdisk: ***ERROR***: File name required (device x)'],
  ['x filename', 'EINVAL', 'dev_vdisk: ***ERROR***: Parameter filename value missed for device x'],
  ['x filename=disk', 'EINVAL', 'dev_vdisk: ***ERROR***: Filename disk must be global (device x)'],
  [
    'x filename=/a; filename=/b',
    'EINVAL',
    'dev_vdisk: ***ERROR***: filename specified more than once (device x)',
  ],
  ['x filename=/a b', 'EINVAL', "dev_vdisk: ***ERROR***: Too many parameter's filename values (device x)"],
  ['x filename=/a; ; tst=0', 'EINVAL', 'dev_vdisk: ***ERROR***: Syntax error at  (device x)'],
  ['x filename=/a; tst=7', 'EINVAL', 'dev_vdisk: ***ERROR***: Invalid TST value 7'],
  ['x filename=/a; blocksize=256', 'EINVAL', 'dev_vdisk: ***ERROR***: blocksize 256 too small'],
  [
    'x filename=/a; blocksize=-512',
    'EINVAL',
    'dev_vdisk: ***ERROR***: strtoull() for -512 failed: -22 (device x)',
  ],
  ['x filename=/a; nosuch=1', 'EINVAL', 'dev_vdisk: ***ERROR***: Unknown parameter nosuch (device x)'],
  [
    `x filename=/a; size=${'9'.repeat(30)}`,
    'ERANGE',
    `dev_vdisk: ***ERROR***: strtoll() for ${'9'.repeat(30)} failed: -34 (device x)`,
  ],
  [
    'x filename=/a; read_only=1; nv_cache=1',
    'EINVAL',
    'dev_vdisk: ***ERROR***: Write options on read only device x',
  ],
  ['a/b filename=/a', 'EINVAL', "scst: ***ERROR***: Dev name a/b contains illegal character '/'"],
  [
    `${'x'.repeat(65)} filename=/a`,
    'EINVAL',
    `dev_vdisk: ***ERROR***: Name ${'x'.repeat(65)} is too long (max allowed 64)`,
  ],
  [
    'x filename=/does/not/exist',
    'ENOENT',
    "scst: ***ERROR***: New device handler's vdisk_fileio attach() failed: -2",
  ],
  ['x filename=/', 'EINVAL', "scst: ***ERROR***: New device handler's vdisk_fileio attach() failed: -22"],
  [
    `x filename=${disk}; o_direct=1`,
    'EINVAL',
    "scst: ***ERROR***: New device handler's vdisk_fileio attach() failed: -22",
  ],
]

test('of several faults the first in SCST’s order is told, and nothing is left behind', async () => {
  const live = liveTree()
  await add(live, 'there', 'vdisk_nullio')
  for (const [parameters, code, line] of REFUSALS) {
    assert.deepEqual(await add(live, parameters), [code, line], parameters)
  }
  assert.deepEqual(await live.names('devices'), ['there'])
  assert.deepEqual(await live.names('targets/copy_manager/copy_manager_tgt/luns'), ['0', 'mgmt'])
})

test('values are cut and rounded as in the kernel', async () => {
  const live = liveTree()
  await add(live, `a filename=${disk}; blocksize=2147483648; rotational=2; cluster_mode=2`)
  assert.equal(await live.read('devices/a/blocksize'), '-2147483648\n[key]\n')
  assert.equal(await live.read('devices/a/rotational'), '0\n[key]\n')
  assert.equal(await live.read('devices/a/cluster_mode'), '0\n')
  await add(live, 'n size_mb=99999999999', 'vdisk_nullio')
  assert.equal(await live.read('devices/n/size'), '104857599998951424\n[key]\n')
})

test('every virtual handler deletes the devices of all of them', async () => {
  const live = liveTree()
  await add(live, 'n', 'vdisk_nullio')
  live.log.length = 0
  assert.equal(await live.write(MGMT, 'del_device n extra\n'), 'EINVAL')
  assert.equal(await live.write(MGMT, 'DEL_DEVICE n\n'), '0')
  assert.deepEqual(live.log.slice(1), [
    'scst: Removed LUN 0 from group copy_manager_tgt (target copy_manager_tgt)',
    'scst: Detached from virtual device n (id 1)',
    'dev_vdisk: Detached virtual device n ("none")',
    'dev_vdisk: Virtual device n unregistered',
  ])
  assert.equal(await live.write(MGMT, 'del_device n\n'), 'EINVAL')
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
