import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree } from '../../support/live-tree.ts'

type Row = readonly [name: string, text: string, code: string, content: string]

const ROWS: readonly Row[] = [
  ['async_lun_replace', 'yes\n', '0', '1\n'],
  ['async_lun_replace', '2\n', 'EINVAL', '1\n'],
  ['cluster_name', `${'x'.repeat(64)}\n`, 'EINVAL', ''],
  ['cluster_name', 'a b\n', '0', 'a b\n[key]\n'],
  ['cluster_name', '\n', '0', ''],
  ['force_global_sgv_pool', '7\n', '0', '1\n[key]\n'],
  ['max_tasklet_cmd', '4294967296\n', '0', '0\n[key]\n'],
  ['max_tasklet_cmd', '10\n', '0', '10\n'],
  ['measure_latency', '-1\n', '0', '1\n'],
  ['poll_us', '18446744073709551615\n', '0', '18446744073709551615\n[key]\n'],
  ['setup_id', '300\n', '0', '0x12c\n[key]\n'],
  ['setup_id', '0\n', '0', '0x0\n'],
  ['suspend', '-1\n', '0', '0\n'],
  ['suspend', '1\n', '0', '1\n'],
  ['suspend', '0\n', '0', '2\n'],
  ['suspend', '-5\n', '0', '1\n'],
  ['suspend', 'x\n', 'EINVAL', '1\n'],
  ['threads', '0\n', 'EINVAL', '2\n'],
  ['threads', '4\n', '0', '4\n[key]\n'],
  ['last_sysfs_mgmt_res', '0\n', 'open:EACCES', '0\n'],
]

test('settings of the root', async () => {
  const { write, read } = liveTree()
  for (const [name, text, code, content] of ROWS) {
    assert.equal(await write(name, text), code, `${name} ${text}`)
    assert.equal(await read(name), content, `${name} ${text}`)
  }
})

test('what cannot be read is quoted in the log', async () => {
  const { write, log } = liveTree()
  await write('poll_us', 'abc\n')
  await write('threads', `${'9'.repeat(20)}\n`)
  assert.deepEqual(log, [
    'scst: ***ERROR***: kstrtoul() for abc\\x0a failed: -22 ',
    `scst: ***ERROR***: kstrtol() for ${'9'.repeat(20)}\\x0a failed: -34 `,
  ])
})

test('suspended devices hold their commands, new ones too', async () => {
  const { scst, write, log } = liveTree()
  await write('handlers/vdisk_nullio/mgmt', 'add_device d\n')
  log.length = 0
  await write('suspend', '0\n')
  await write('handlers/vdisk_nullio/mgmt', 'add_device e\n')
  assert.equal(log[0], 'scst: SYSFS: suspending activities (timeout 0)...')
  assert.equal(log[1], 'scst: sysfs suspending done')
  assert.equal(scst.suspended, 1)
  await write('suspend', '-1\n')
  assert.equal(scst.suspended, 0)
  assert.equal(log.at(-1), 'scst: SYSFS: resuming activities')
})

test('trace levels are one for each module, in tokens', async () => {
  const { write, read, log } = liveTree()
  const first = async (path: string) => (await read(path)).split('\n', 1)[0]
  const core = 'trace_level'
  assert.equal(await first(core), 'out_of_mem | pid | special | mgmt')
  const rows: readonly (readonly [path: string, text: string, code: string, tokens: string])[] = [
    [core, 'ADD retry more\n', '0', 'out_of_mem | pid | special | mgmt | retry'],
    [core, 'add order\n', 'EINVAL', 'out_of_mem | pid | special | mgmt | retry'],
    [core, 'none\n', '0', ''],
    [core, 'value 0x10004\n', '0', 'line | block'],
    [core, 'value x\n', 'EINVAL', 'line | block'],
    ['handlers/vcdrom/trace_level', 'value 0x80000000\n', '0', 'order'],
    ['targets/iscsi/trace_level', 'all\n', '0', ''],
  ]
  for (const [path, text, code, tokens] of rows) {
    assert.equal(await write(path, text), code, text)
    if (tokens !== '') assert.equal(await first(path), tokens, text)
  }
  assert.equal(await first('handlers/vdisk_fileio/trace_level'), 'order')
  assert.equal(log.at(-2), 'scst: Changed trace level for "vcdrom": old 0x00002508, new 0x80000000')
  assert.match((await first('targets/iscsi/trace_level'))!, /pr \| d_write \| conn \| conn_dbg \| iov/)
})

test('sgv has a pool of each kind for all and for each processor', async () => {
  const { names, read, write, scst } = liveTree()
  assert.deepEqual(await names('sgv'), [
    'global_stats',
    ...['sgv', 'sgv-0', 'sgv-1', 'sgv-clust', 'sgv-clust-0', 'sgv-clust-1'],
    ...['sgv-dma', 'sgv-dma-0', 'sgv-dma-1'],
  ])
  scst.buffers.push({ length: 4096, lent: 3, kept: 2, taken: 7, hits: 5 })
  scst.buffers.push({ length: 327680, lent: 0, kept: 1, taken: 1, hits: 0 })
  const lines = (await read('sgv/sgv/stats')).split('\n')
  assert.equal(lines[0], 'Name                           Hit         Total       % merged    Cached (P/I/O)')
  assert.equal(lines[1], 'sgv                            5           8           0           82/82/3')
  assert.equal(lines[2], '  sgv-4K                       5           7           0')
  assert.equal(lines[9], '  sgv-512K                     0           1           0')
  assert.equal(await read('sgv/global_stats'), 'Inactive pages                             82\n')
  assert.equal(await write('sgv/sgv/stats', 'x'), '0')
  assert.equal(scst.buffers[0]!.hits, 0)
})
