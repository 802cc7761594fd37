import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree } from '../../support/live-tree.ts'

test('what every session shows', async () => {
  const live = liveTree()
  await live.write('handlers/vdisk_nullio/mgmt', 'add_device d\n')
  await live.write('targets/scst_local/mgmt', 'add_target t session_name=s\n')
  await live.write('targets/scst_local/t/luns/mgmt', 'add d 3\n')
  const session = 'targets/scst_local/t/sessions/s'
  assert.equal(await live.read(`${session}/initiator_name`), 's\n')
  assert.equal(await live.read(`${session}/active_commands`), '0\n')
  assert.equal(await live.read(`${session}/lun3/thread_pid`), `${process.pid}\n`)
  for (const name of ['lun03', 'lun4', 'lun']) {
    await assert.rejects(live.read(`${session}/${name}/thread_pid`), { code: 'ENOENT' }, name)
  }
  assert.equal(await live.tree.readlink(`${session}/luns`), '../../luns')
  assert.equal(await live.read(`${session}/luns/3/read_only`), '0\n', 'through the link')
  const cells = await live.names(`${session}/latency`)
  assert.equal(cells.length, 44)
  assert.ok(cells.includes('n512') && cells.includes('b524288'))
})

test('latency has a total while it is measured', async () => {
  const live = liveTree()
  await live.write('targets/scst_local/mgmt', 'add_target t session_name=s\n')
  const cell = 'targets/scst_local/t/sessions/s/latency/r4096'
  const header = 'state count min max avg stddev\n'
  assert.equal(await live.read(cell), header)
  await live.write('measure_latency', '1\n')
  assert.equal(await live.read(cell), `${header}total 0 - - 0.0 0.0 us\n`)
})

test('counters of one direction are reset together', async () => {
  const live = liveTree()
  await live.write('targets/scst_local/mgmt', 'add_target t session_name=s\n')
  const target = live.scst.drivers.get('scst_local')!.targets.get('t')!
  target.sessions.get('s')!.counters.count('write', 100_000, 1)
  target.sessions.get('s')!.counters.count('read', 4096)
  const session = 'targets/scst_local/t/sessions/s'
  await live.check(session, [
    ['read_cmd_count', '', '0', '1\n'],
    ['write_io_count_kb', 'x', '0', '0\n'],
    ['write_cmd_count', '', '0', '0\n'],
    ['read_io_count_kb', '', '0', '4\n'],
  ])
})
