import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Latency } from '../../../src/core/latency.ts'
import { Session } from '../../../src/core/session.ts'
import { liveTree } from '../../support/live-tree.ts'

test('times are kept by direction and power of two', () => {
  const latency = new Latency()
  latency.add('read', 4096, { LOCAL_EXEC: 6, REAL_EXEC: 4 })
  latency.add('read', 8191, { LOCAL_EXEC: 20 })
  latency.add('read', 1, { LOCAL_EXEC: 1 })
  latency.add('read', 1 << 30, { LOCAL_EXEC: 1 })
  latency.add('unknown', 4096, { LOCAL_EXEC: 5 })
  const { total } = latency.cell('read', 3)
  assert.deepEqual([total.count, total.min, total.max, total.average, total.deviation], [2, 10, 20, 15, 5])
  assert.equal(latency.cell('read', 3).states.get('REAL_EXEC')!.count, 1)
  assert.equal(latency.cell('read', 3).states.get('DATA_WAIT'), undefined)
  assert.equal(latency.cell('read', 0).total.count, 1)
  assert.equal(latency.cell('read', 10).total.count, 1)
  assert.equal(latency.cell('write', 3).total.count, 0)
})

test('their files show them while it is on', async () => {
  const { iscsi, write, read } = liveTree()
  await write('targets/iscsi/mgmt', 'add_target t\n')
  const target = iscsi.findTarget('t')!
  const session = new Session(target, 's', 's', new Uint8Array())
  target.openSession(session)
  const file = 'targets/iscsi/t/sessions/s/latency/w4096'
  await write('measure_latency', '1\n')
  session.latency.add('write', 4096, { LOCAL_EXEC: 10 })
  session.latency.add('write', 4096, { LOCAL_EXEC: 11, REAL_EXEC: 4.26 })
  assert.equal(
    await read(file),
    `state count min max avg stddev
LOCAL_EXEC 2 10.0 11.0 10.5 0.5 us
REAL_EXEC 1 4.3 4.3 4.3 0.0 us
total 2 - - 12.6 2.6 us
`,
  )
  await write(file, 'x')
  const empty = 'state count min max avg stddev\ntotal 0 - - 0.0 0.0 us\n'
  assert.equal(await read(file), empty)
  session.latency.add('write', 4096, { LOCAL_EXEC: 10 })
  await write('measure_latency', '0\n')
  await write('measure_latency', '1\n')
  assert.equal(await read(file), empty, 'switching it off forgets')
})
