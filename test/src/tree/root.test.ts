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
