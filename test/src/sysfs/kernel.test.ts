import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { directorySysfs } from '../../../src/sysfs/directory.ts'
import { REPOSITORY, scstadmin } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const skip = existsSync('/dev/fuse') && process.getuid?.() === 0 ? false : 'needs root and /dev/fuse'

const directory = temporaryDirectory()
const root = join(directory.path, 'scst_tgt')
const disk = join(directory.path, 'disk')
const sysfs = directorySysfs(root)
let kernel: ChildProcess

before(async () => {
  if (skip) return
  mkdirSync(root)
  writeFileSync(disk, '')
  truncateSync(disk, 1 << 20)
  const script = join(REPOSITORY, 'test/support/kernel.ts')
  kernel = spawn(process.execPath, ['--import', 'tsx', script, root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(kernel.stdout!, 'data')
})
after(async () => {
  if (skip) return
  kernel.kill('SIGTERM')
  await once(kernel, 'exit')
  directory.remove()
})

test('a command that was only queued is waited for', { skip }, async () => {
  await sysfs.write('handlers/vdisk_fileio/mgmt', `add_device disk1 filename=${disk}`)
  assert.equal(await sysfs.read('devices/disk1/size'), '1048576\n[key]\n')
  await sysfs.write('targets/iscsi/mgmt', 'add_target iqn.2026-01.example:t')
  await sysfs.write('targets/iscsi/iqn.2026-01.example:t/luns/mgmt', 'add disk1 0')
  assert.equal(
    await sysfs.readlink('targets/iscsi/iqn.2026-01.example:t/luns/0/device'),
    '../../../../../devices/disk1',
  )
})

for (const [path, text, code] of [
  ['handlers/vdisk_fileio/mgmt', 'add_device disk1 filename=/none', 'EEXIST'],
  ['handlers/vdisk_fileio/mgmt', 'del_device nosuch', 'EINVAL'],
  ['targets/iscsi/mgmt', 'frobnicate', 'EINVAL'],
  ['threads', '99999999999999999999', 'ERANGE'],
  ['devices/disk1/filename', '/other', 'EINVAL'],
  ['targets/copy_manager/copy_manager_tgt/rel_tgt_id', '65536', 'EINVAL'],
  ['targets/iscsi/iqn.2026-01.example:t/cpu_mask', '0,0,1', 'EOVERFLOW'],
] as const) {
  test(`${text}: the final error is ${code}`, { skip }, async () => {
    await assert.rejects(sysfs.write(path, text), { code, stage: 'write' })
  })
}

test('what is direct is not waited for, and what cannot be opened fails at open', { skip }, async () => {
  await sysfs.write('targets/iscsi/enabled', '1')
  await assert.rejects(sysfs.write('targets/iscsi/enabled', '7'), { code: 'EINVAL', stage: 'write' })
  await assert.rejects(sysfs.write('targets/iscsi/version', '7'), { code: 'EACCES', stage: 'open' })
  await assert.rejects(sysfs.write('targets/iscsi/nosuch', '7'), { code: 'ENOENT', stage: 'lookup' })
})

test('a snapshot waits for a file that cannot be read yet', { skip }, async () => {
  await assert.rejects(writeFile(join(root, 'targets/iscsi/mgmt'), 'frobnicate'), { code: 'EAGAIN' })
  const node = await sysfs.snapshot('')
  const result = node.type === 'dir' && node.entries.get('last_sysfs_mgmt_res')
  assert.deepEqual(result, { type: 'file', mode: 0o444, content: '-22\n' })
})

test('a snapshot by walking shows what the tree has', { skip }, async () => {
  const node = await sysfs.snapshot('targets/iscsi')
  assert.ok(node.type === 'dir')
  assert.ok(node.entries.has('iqn.2026-01.example:t'))
})

test('scstadmin applies a configuration to it, and finds nothing to do the second time', {
  skip,
}, async () => {
  const conf = join(directory.path, 'scst.conf')
  writeFileSync(
    conf,
    `HANDLER vdisk_fileio {\n\tDEVICE disk1 {\n\t\tfilename ${disk}\n\t}\n}\n` +
      'TARGET_DRIVER iscsi {\n\tenabled 1\n\tTARGET iqn.2026-01.example:u {\n\t\tenabled 1\n\t\tLUN 0 disk1\n\t}\n}\n',
  )
  const first = await scstadmin(['--sysfs', root, '-config', conf, '-force', '-noprompt'])
  assert.equal(first.exit, 0, first.stdout + first.stderr)
  assert.match(first.stdout, /Enabling driver\/target 'iscsi\/iqn\.2026-01\.example:u': done\./)
  const second = await scstadmin(['--sysfs', root, '-config', conf, '-noprompt'])
  assert.match(second.stdout, /Done, 0 change\(s\) made\./)
})
