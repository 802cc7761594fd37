import assert from 'node:assert/strict'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type LiveTree, liveTree } from '../../../support/live-tree.ts'
import { temporaryDirectory } from '../../../support/temporary.ts'

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

const attachFailed = (errno: number) =>
  `scst: ***ERROR***: New device handler's vdisk_fileio attach() failed: ${errno}`

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
  ['mgmt filename=/does/not/exist', 'ENOENT', attachFailed(-2)],
  [`mgmt filename=${disk}`, 'EEXIST', attachFailed(-17)],
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
