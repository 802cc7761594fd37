import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { toBuffer } from '../../../src/lib/bytes.ts'
import { directorySysfs } from '../../../src/sysfs/directory.ts'

const root = mkdtempSync(join(tmpdir(), 'sysfs-'))
after(() => rmSync(root, { recursive: true }))
mkdirSync(join(root, 'targets'))
mkdirSync(join(root, 'targets/iscsi'))
writeFileSync(join(root, 'targets/iscsi/enabled'), '0\n\n')
writeFileSync(join(root, 'targets/iscsi/version'), '3.11\n')
chmodSync(join(root, 'targets/iscsi/version'), 0o444)
writeFileSync(join(root, 'force_close'), '')
chmodSync(join(root, 'force_close'), 0o200)
symlinkSync('targets/iscsi', join(root, 'link'))
writeFileSync(Buffer.concat([Buffer.from(`${root}/`), toBuffer('\xe4\xff')]), 'bytes \xfc', 'latin1')
const sysfs = directorySysfs(root)

test('list, stat, read and readlink', async () => {
  const entries = await sysfs.list('')
  assert.deepEqual(entries.map(({ name, type }) => `${name} ${type}`).sort(), [
    'force_close file',
    'link link',
    'targets dir',
    '\xe4\xff file',
  ])
  assert.deepEqual(await sysfs.stat('targets/iscsi/version'), { type: 'file', mode: 0o444 })
  assert.equal(await sysfs.read('targets/iscsi/enabled'), '0\n\n')
  assert.equal(await sysfs.read('\xe4\xff'), 'bytes \xfc')
  assert.equal(await sysfs.readlink('link'), 'targets/iscsi')
})

test('a write goes to the file as it stands', async () => {
  await sysfs.write('targets/iscsi/enabled', '1')
  assert.equal(readFileSync(join(root, 'targets/iscsi/enabled'), 'utf8'), '1\n\n')
})

for (const [what, attempt, code, stage] of [
  ['a write to a missing file', () => sysfs.write('nosuch', '1'), 'ENOENT', 'lookup'],
  ['a read below a file', () => sysfs.read('targets/iscsi/version/x'), 'ENOTDIR', 'lookup'],
  ['a write to a read-only file', () => sysfs.write('targets/iscsi/version', '1'), 'EACCES', 'open'],
  ['a read of a write-only file', () => sysfs.read('force_close'), 'EACCES', 'open'],
  ['a write to a directory', () => sysfs.write('targets', '1'), 'EISDIR', 'open'],
  ['a list of a file', () => sysfs.list('force_close'), 'ENOTDIR', 'lookup'],
  ['a readlink of a file', () => sysfs.readlink('force_close'), 'EINVAL', 'read'],
] as const) {
  test(`${what}: ${code} at ${stage}, for root too`, async () => {
    await assert.rejects(attempt, { name: 'SysfsError', code, stage })
  })
}

test('a snapshot holds the whole subtree, with the errors of what cannot be read', async () => {
  const node = await sysfs.snapshot('')
  assert.ok(node.type === 'dir')
  assert.deepEqual(node.entries.get('link'), { type: 'link', mode: 0o777, target: 'targets/iscsi' })
  const secret = node.entries.get('force_close')
  assert.ok(secret?.type === 'file')
  assert.equal(secret.error?.code, 'EACCES')
  const targets = node.entries.get('targets')
  assert.ok(targets?.type === 'dir')
  const iscsi = targets.entries.get('iscsi')
  assert.ok(iscsi?.type === 'dir')
  assert.deepEqual(iscsi.entries.get('version'), { type: 'file', mode: 0o444, content: '3.11\n' })
})
