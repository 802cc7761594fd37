import assert from 'node:assert/strict'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type LiveTree, liveTree } from '../../support/live-tree.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
after(() => directory.remove())

/** A tree with one device `d`. */
async function withDevice(handler: 'vdisk_fileio' | 'vdisk_nullio'): Promise<LiveTree> {
  const live = liveTree()
  const file = join(directory.path, handler)
  writeFileSync(file, '')
  truncateSync(file, 65536)
  const parameters = handler === 'vdisk_fileio' ? `filename=${file}` : 'size_mb=1'
  assert.equal(await live.write(`handlers/${handler}/mgmt`, `add_device d ${parameters}\n`), '0')
  live.log.length = 0
  return live
}

type Row = readonly [name: string, text: string, code: string, content: string]

/** Written in this order to one device. */
const ROWS: readonly Row[] = [
  ['t10_vend_id', 'VENDOR\n', '0', 'VENDOR\n[key]\n'],
  ['t10_vend_id', '123456789\n', 'EINVAL', 'VENDOR\n[key]\n'],
  ['prod_id', '\n', '0', '\n[key]\n'],
  ['t10_dev_id', `${'x'.repeat(25)}\n`, '0', `${'x'.repeat(25)}\n[key]\n`],
  ['t10_dev_id', `${'x'.repeat(26)}\n`, 'EINVAL', `${'x'.repeat(25)}\n[key]\n`],
  ['usn', 'abc\nrest', '0', 'abc\n[key]\n'],
  ['inq_vend_specific', 'x\n', '0', 'x\n[key]\n'],
  ['inq_vend_specific', '\n', '0', '\n'],
  ['naa_id', ' 0x6001405000000001 \n', 'EINVAL', '\n'],
  ['naa_id', '5001405000000001\n', '0', '0x5001405000000001\n[key]\n'],
  ['naa_id', '\n', '0', '\n'],
  ['eui64_id', '0xABCDEF0123456789\n', '0', '0xabcdef0123456789\n[key]\n'],
  ['eui64_id', '0xabc\n', 'EINVAL', '0xabcdef0123456789\n[key]\n'],
  ['opt_trans_len', '524288\n', '0', '524288\n[key]\n'],
  ['opt_trans_len', '1000\n', 'EINVAL', '524288\n[key]\n'],
  ['bind_alua_state', `${'9'.repeat(20)}\n`, '0', '1\n[key]\n'],
  ['expl_alua', '5\n', '0', '1\n[key]\n'],
  ['lb_per_pb_exp', '2\n', 'EINVAL', '1\n'],
  ['max_tgt_dev_commands', '4294967296\n', '0', '0\n[key]\n'],
  ['max_tgt_dev_commands', '-1\n', 'EINVAL', '0\n[key]\n'],
  ['numa_node_id', '3\n', '0', '3\n[key]\n'],
  ['numa_node_id', '-2\n', 'EINVAL', '3\n[key]\n'],
  ['threads_pool_type', 'SHARED\n', '0', 'shared\n[key]\n'],
  ['threads_num', '0\n', '0', '0\n[key]\n'],
  ['threads_pool_type', 'bogus\n', 'EINVAL', 'Async\n'],
  ['threads_num', '8\n', '0', '8\n'],
  ['block', '11 data\n', '0', '1 0\n'],
  ['block', '0\n', '0', '0 0\n'],
  ['block', '0\n', '0', '0 0\n'],
  ['block', '1 x\n', 'EINVAL', '0 0\n'],
  ['block', 'abc\n', 'EINVAL', '0 0\n'],
  ['cluster_mode', '1\n', '0', '1\n[key]\n'],
  ['t10_dev_id', 'x\n', 'EPERM', `${'x'.repeat(25)}\n[key]\n`],
  ['pr_state', 'version 1\n', 'EBUSY', 'version 1\ngeneration 0\n'],
  ['read_only', '1\n', 'open:EACCES', '0\n'],
]

test('each attribute takes what it should, and says [key] when it differs', async () => {
  const live = await withDevice('vdisk_fileio')
  for (const [name, text, code, content] of ROWS) {
    assert.equal(await live.write(`devices/d/${name}`, text), code, `${name} ${text}`)
    assert.equal(await live.read(`devices/d/${name}`), content, `${name} ${text}`)
  }
  await live.scst.close()
})

test('a file is changed while the device is inactive, its size when it is looked up', async () => {
  const live = await withDevice('vdisk_fileio')
  const other = join(directory.path, 'other')
  writeFileSync(other, '')
  truncateSync(other, 1 << 20)
  assert.equal(await live.write('devices/d/filename', `${other}\n`), 'EINVAL')
  assert.equal(await live.write('devices/d/active', '0\n'), '0')
  assert.equal(await live.write('devices/d/resync_size', '1\n'), 'EMEDIUMTYPE')
  assert.equal(await live.write('devices/d/sync', '1\n'), 'EMEDIUMTYPE')
  assert.equal(await live.write('devices/d/filename', '/does/not/exist\n'), '0')
  assert.equal(await live.write('devices/d/active', '1\n'), 'ENOENT')
  assert.equal(await live.read('devices/d/active'), '0\n[key]\n')
  assert.equal(await live.write('devices/d/filename', `${other}\n`), '0')
  assert.equal(await live.write('devices/d/active', '1\n'), '0')
  assert.equal(await live.read('devices/d/size'), '65536\n[key]\n')
  assert.equal(await live.write('devices/d/resync_size', '1\n'), '0')
  assert.equal(await live.read('devices/d/size'), '1048576\n[key]\n')
  await live.scst.close()
})

test('size of nullio is what is written, read as scanf does', async () => {
  const live = await withDevice('vdisk_nullio')
  const rows: readonly (readonly [name: string, text: string, code: string])[] = [
    ['size', '0x10\n', '0'],
    ['size', ' 1024 x\n', '0'],
    ['size', '1000\n', 'EINVAL'],
    ['size', '-1\n', 'EINVAL'],
    ['size', 'abc\n', 'EINVAL'],
    ['size_mb', '2\n', '0'],
  ]
  for (const [name, text, code] of rows) assert.equal(await live.write(`devices/d/${name}`, text), code, text)
  assert.equal(await live.read('devices/d/size'), '2097152\n[key]\n')
  assert.equal(await live.write('devices/d/size', '2748779069440\n'), '0')
  assert.equal(await live.read('devices/d/size'), '2748779069440\n')
})

test('an identity that changes is inquired again by the copy manager', async () => {
  const live = await withDevice('vdisk_nullio')
  const counts = async () => [
    await live.read('targets/copy_manager/copy_manager_tgt/read_cmd_count'),
    await live.read('targets/copy_manager/copy_manager_tgt/sessions/copy_manager_sess/read_io_count_kb'),
  ]
  assert.deepEqual(await counts(), ['1\n', '4\n'])
  await live.write('devices/d/usn', 'abc\n')
  assert.deepEqual(await counts(), ['2\n', '8\n'])
  await live.write('targets/copy_manager/copy_manager_tgt/luns/mgmt', 'del 0\n')
  await live.write('devices/d/usn', 'abcd\n')
  assert.deepEqual(await counts(), ['2\n', '8\n'])
})

test('reservations are kept where pr_file_name says, once nobody uses the device', async () => {
  const live = await withDevice('vdisk_nullio')
  const file = join(directory.path, 'reservations')
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
