import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { silent } from '../../../src/lib/log.ts'
import { type Mount, mountSysfs } from '../../../src/mount/mount.ts'
import { filesAsTree } from '../../support/control.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const run = promisify(execFile)
const unavailable = existsSync('/dev/fuse') && process.getuid?.() === 0 ? false : 'needs root and /dev/fuse'

const directory = temporaryDirectory()
const root = join(directory.path, 'tree')
const place = join(directory.path, 'mount point')
const tree = filesAsTree(root, {
  mgmt: 'Usage: echo "add" >mgmt\n',
  'targets/iscsi/enabled': '0\n',
  'targets/iscsi/version': '3.11\n',
  'targets/iscsi/force_close': '',
  'targets/uml\xe4ut': 'x\n',
  'devices/disk1': { link: '../targets/iscsi' },
})
chmodSync(join(root, 'targets/iscsi/version'), 0o444)
chmodSync(join(root, 'targets/iscsi/force_close'), 0o200)
let mount: Mount

/** What a shell prints in the mount, both streams. */
async function shell(script: string): Promise<string> {
  const { stdout } = await run('bash', ['-c', `cd "$0" && { ${script}\n} 2>&1; true`, place])
  return stdout
}

/** The error number that a system call gets, by its name in Python. */
const errnoOf = (code: string): Promise<string> =>
  shell(
    `python3 - <<'E'\nimport os, errno\ntry:\n  ${code}\n  print('none')\nexcept OSError as e:\n  print(errno.errorcode[e.errno])\nE`,
  )

before(async () => {
  if (unavailable) return
  mkdirSync(place)
  mount = await mountSysfs(tree, place, silent)
})
after(async () => {
  await mount?.unmount()
  directory.remove()
})

test('find, ls, cat and readlink', { skip: unavailable }, async () => {
  assert.equal(
    await shell('find . -printf "%P %M %s %u\\n" | sort'),
    [
      ' drwxr-xr-x 0 root',
      'devices drwxr-xr-x 0 root',
      'devices/disk1 lrwxrwxrwx 0 root',
      'mgmt -rw-r--r-- 4096 root',
      'targets drwxr-xr-x 0 root',
      'targets/iscsi drwxr-xr-x 0 root',
      'targets/iscsi/enabled -rw-r--r-- 4096 root',
      'targets/iscsi/force_close --w------- 4096 root',
      'targets/iscsi/version -r--r--r-- 4096 root',
      'targets/umläut -rw-r--r-- 4096 root',
      '',
    ].join('\n'),
  )
  assert.equal(
    await shell('cat mgmt devices/disk1/version; readlink devices/disk1'),
    'Usage: echo "add" >mgmt\n3.11\n../targets/iscsi\n',
  )
  assert.match(await shell('ls -l targets/iscsi'), /-r--r--r-- 1 root root 4096 .* version\n/)
})

test('a write is one command, whatever it is opened with', { skip: unavailable }, async () => {
  await shell('echo 1 > targets/iscsi/enabled')
  assert.equal(await tree.read('targets/iscsi/enabled'), '1\n')
  await shell('printf 2 >> targets/iscsi/enabled')
  assert.equal(await tree.read('targets/iscsi/enabled'), '2\n')
  await shell('touch targets/iscsi/enabled; truncate -s 0 targets/iscsi/enabled')
  assert.equal(await shell('cat targets/iscsi/enabled'), '2\n')
})

for (const [what, code, errno] of [
  ['writing a read-only file', "os.open('targets/iscsi/version', os.O_WRONLY)", 'EACCES'],
  ['reading a write-only file', "os.open('targets/iscsi/force_close', os.O_RDONLY)", 'EACCES'],
  ['opening both ways what is read-only', "os.open('targets/iscsi/version', os.O_RDWR)", 'EACCES'],
  ['opening what is not there', "os.open('nosuch', os.O_RDONLY)", 'ENOENT'],
  ['making a file', "os.open('nosuch', os.O_WRONLY | os.O_CREAT)", 'EACCES'],
  ['mkdir', "os.mkdir('new')", 'EPERM'],
  ['unlink', "os.unlink('mgmt')", 'EPERM'],
  ['rmdir', "os.rmdir('targets')", 'EPERM'],
  ['rename', "os.rename('mgmt', 'x')", 'EPERM'],
  ['symlink', "os.symlink('a', 'b')", 'EPERM'],
  ['mknod', "os.mknod('b')", 'EPERM'],
  ['chmod', "os.chmod('mgmt', 0o600)", 'EPERM'],
  ['an extended attribute', "os.getxattr('mgmt', 'user.x')", 'EOPNOTSUPP'],
] as const) {
  test(`${what}: ${errno}`, { skip: unavailable }, async () => {
    const seen = (await errnoOf(code)).trim()
    assert.equal(seen === 'ENOTSUP' ? 'EOPNOTSUPP' : seen, errno)
  })
}

test('a long listing comes whole', { skip: unavailable }, async () => {
  const files = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`many/entry-${i}`, `${i}\n`]))
  filesAsTree(root, files)
  assert.equal(await shell('ls many | wc -l; cat many/entry-999'), '1000\n999\n')
})

test('what is mounted is not mounted over', { skip: unavailable }, async () => {
  await assert.rejects(
    mountSysfs(tree, place, silent),
    /cannot mount on .*: it is the mount of another scstd/,
  )
})

test('a directory that is in use is let go', { skip: unavailable }, async () => {
  const other = join(directory.path, 'other')
  mkdirSync(other)
  const second = await mountSysfs(tree, other, silent)
  const holder = run('bash', [
    '-c',
    `cd "$0" && exec < mgmt && echo ready >&2 && read -t 20 <&2`,
    other,
  ]).catch(() => {})
  await second.unmount()
  await second.ended
  assert.equal(existsSync(join(other, 'mgmt')), false)
  await holder
})
