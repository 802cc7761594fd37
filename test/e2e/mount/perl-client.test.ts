import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Node } from '../../../src/sysfs/sysfs.ts'
import { ADVANCED_SAMPLE, FIRST, SAMPLE_MODULES, startIsnsServer } from '../../support/advanced-sample.ts'
import { type Box, SYSFS, startBox } from '../../support/box.ts'
import { isolated } from '../../support/isolated.ts'
import { REPOSITORY, run } from '../../support/programs.ts'

/** Programs made for a kernel's tree, here a small one in Perl, on our mount and on one that queues every command. */
const CLIENT = join(import.meta.dirname, 'client.pl')
const WAYS = ['syswrite', 'truncate', 'append', 'update']

type Line = readonly [way: string, path: string, text: string]

/** The client's answer to each line: 0 or the error number's name. */
async function write(root: string, lines: readonly Line[]): Promise<string[]> {
  const stdin = lines.map((line) => `${line.join('\t')}\n`).join('')
  const { stdout, stderr } = await run('perl', [CLIENT, root, 'write'], { stdin })
  assert.equal(stderr, '')
  return stdout.trimEnd().split('\n')
}

async function walk(root: string): Promise<string[]> {
  const { stdout, stderr } = await run('perl', [CLIENT, root, 'walk'])
  assert.equal(stderr, '')
  return stdout.trimEnd().split('\n').sort()
}

/** What the walk must have seen. */
function expected(node: Node, path = ''): string[] {
  const mode = node.mode.toString(8).padStart(4, '0')
  if (node.type === 'link') return [`link ${path} ${node.target}`]
  if (node.type === 'file') {
    const content = node.error?.code ?? Buffer.from(node.content!, 'latin1').toString('hex')
    return [`file ${path} ${mode} ${content}`]
  }
  const entries = Array.from(node.entries, ([name, entry]) =>
    expected(entry, path === '' ? name : `${path}/${name}`),
  ).flat()
  return path === '' ? entries : [`dir ${path} ${mode}`, ...entries]
}

/** The sample's lines, each opened in another way than the one before. */
const SAMPLE = ADVANCED_SAMPLE.map(([text, path], i): Line => [WAYS[i % WAYS.length]!, path, text])

/** The daemon has the sample's disks. */
const ON_OTHER_DISKS = SAMPLE.filter(([, path, text]) => !/blockio|iSNSServer/.test(path + text)).map(
  ([way, path, text]): Line => [way, path, text.replace('/disk1', '/disk3').replace('/disk2', '/disk4')],
)

const REFUSED: readonly (readonly [...line: Line, error: string])[] = [
  ['syswrite', 'handlers/vdisk_fileio/mgmt', 'add_device disk1 filename=/none', 'EEXIST'],
  ['truncate', 'handlers/vdisk_fileio/mgmt', 'add_device x filename=/none', 'ENOENT'],
  ['append', `targets/iscsi/${FIRST}/luns/mgmt`, 'add disk1 99999', 'EINVAL'],
  ['truncate', 'targets/iscsi/mgmt', 'del_target nosuch', 'ENOENT'],
  ['update', `targets/iscsi/${FIRST}/rel_tgt_id`, '0', 'EBADSLT'],
  ['append', `targets/iscsi/${FIRST}/cpu_mask`, '0,0,1', 'EOVERFLOW'],
  ['truncate', 'threads', '99999999999999999999', 'ERANGE'],
  ['syswrite', 'last_sysfs_mgmt_res', '0', 'EACCES'],
  ['truncate', 'nosuch', '0', 'EACCES'],
  ['syswrite', 'nosuch', '0', 'ENOENT'],
  ['truncate', 'targets', '0', 'EISDIR'],
]

isolated('programs made for the kernel, on the mount', import.meta, () => {
  let box: Box
  before(async () => {
    box = await startBox({ args: ['--modules', SAMPLE_MODULES] })
    await startIsnsServer()
  })
  after(() => box.stop())

  test('the whole sample is taken, however files are opened', async () => {
    assert.deepEqual(
      await write(SYSFS, SAMPLE),
      SAMPLE.map(() => '0'),
    )
  })

  test('errors come with their numbers, at once or at close', async () => {
    assert.deepEqual(
      await write(
        SYSFS,
        REFUSED.map(([way, path, text]): Line => [way, path, text]),
      ),
      REFUSED.map((line) => line[3]),
    )
  })

  test('a walk sees what the socket shows', async () => {
    assert.deepEqual(await walk(SYSFS), expected(await box.daemon.sysfs.snapshot('')).sort())
  })

  test('several at once do not disturb each other', async () => {
    const makeAndDrop = (n: number) =>
      Array.from({ length: 10 }, (_, i): Line[] => [
        ['syswrite', 'handlers/vdisk_nullio/mgmt', `add_device d${n}x${i}`],
        ['append', `targets/iscsi/${FIRST}/luns/mgmt`, `add d${n}x${i} ${100 * n + i}`],
        ['truncate', 'handlers/vdisk_nullio/mgmt', `del_device d${n}x${i}`],
      ]).flat()
    const look = () => box.shell('for i in 1 2; do find $SYSFS -type f -exec cat {} + >/dev/null; done')
    const count = () => box.good('find $SYSFS | wc -l')
    const before = await count()
    const [first, second] = await Promise.all([
      write(SYSFS, makeAndDrop(1)),
      write(SYSFS, makeAndDrop(2)),
      look(),
      look(),
    ])
    assert.deepEqual([...first, ...second], Array(60).fill('0'))
    assert.equal(await count(), before)
  })

  const USES: readonly (readonly [script: string, says: RegExp])[] = [
    ['find $SYSFS | wc -l; ls -lR $SYSFS | grep -c "^[-dl]"', /^(\d+)\n\d+\n$/],
    ['cat $SYSFS/targets/iscsi/*/enabled', /^1\n1\n$/],
    ['readlink -f $SYSFS/devices/disk1/handler', /\/handlers\/vdisk_fileio\n$/],
    ['grep -rl "^12charsecret\\|joe2" $SYSFS/targets/iscsi 2>/dev/null', /tgt1\/IncomingUser1\n/],
    ['stat -c "%A %a %s %h %F" $SYSFS/devices/disk1/sync', /^--w------- 200 4096 1 regular file\n$/],
    ['stat -c "%F %a" $SYSFS $SYSFS/devices/disk1/handler', /^directory 755\nsymbolic link 777\n$/],
    ['cp -r $SYSFS/targets/iscsi /tmp/copy; cat /tmp/copy/*/luns/0/read_only', /^0\n0\n$/],
    ['tar -C $SYSFS -cf - devices 2>/dev/null | tar -tf - | grep -c /type', /^5\n$/],
    ['dd if=$SYSFS/devices/disk1/type bs=1 skip=4 2>/dev/null', /^Direct-access device/],
    ['tail -c 6 $SYSFS/targets/iscsi/iSNSServer; head -c 5 $SYSFS/version', /SCST $/],
    ['cd $SYSFS/devices/disk1/handler && cat type && ls ../../devices', /^0 - Direct.*\nblockio\ncdrom\n/s],
    ['umount $SYSFS 2>&1 < $SYSFS/version', /busy/],
  ]
  for (const [script, says] of USES) {
    test(script, async () => assert.match((await box.shell(script)).stdout, says))
  }

  describe('that only queues commands', () => {
    const place = '/mnt-kernel'
    test('the same client waits for the results', async () => {
      mkdirSync(place)
      const script = join(REPOSITORY, 'test/support/kernel.ts')
      const kernel = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, place])
      await once(kernel.stdout, 'data')
      const lines = ON_OTHER_DISKS
      const mgmt = REFUSED.filter(([, path]) => /mgmt$/.test(path))
      const answers = await write(place, [...lines, ...mgmt.map(([w, p, t]): Line => [w, p, t])])
      assert.deepEqual(answers, [...lines.map(() => '0'), ...mgmt.map((line) => line[3])])
      assert.ok((await walk(place)).includes(`dir targets/iscsi/${FIRST} 0755`))
      kernel.kill('SIGTERM')
      await once(kernel, 'exit')
    })
  })
})
