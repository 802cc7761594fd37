import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree } from '../../support/live-tree.ts'

test('settings of every driver’s targets', async () => {
  const live = liveTree()
  await live.write('targets/scst_local/mgmt', 'add_target t\n')
  live.log.length = 0
  await live.check('targets/scst_local/t', [
    ['aen_disabled', '1 2\n', '0', '1\n[key]\n'],
    ['aen_disabled', '1\n', '0', '1\n[key]\n'],
    ['aen_disabled', '2\n', 'EINVAL', '1\n[key]\n'],
    ['comment', 'a b\n\n', '0', 'a b\n\n[key]\n'],
    ['comment', '\n', '0', ''],
    ['forwarding', '1\n', '0', '1\n[key]\n'],
    ['forward_dst', '0\n', '0', '0\n'],
    ['forward_src', '2\n', 'EINVAL', '0\n'],
    ['forward_src', '1\n', '0', '1\n[key]\n'],
    ['rel_tgt_id', '-1\n', 'EINVAL', '0\n'],
    ['sg_tablesize', '1\n', 'open:EACCES', '65535\n'],
  ])
  assert.deepEqual(live.log, [
    'scst: Set AEN disabled for target t',
    'scst: ***ERROR***: scst_tgt_aen_disabled_store: Requested action not understood: 2\\x0a',
    'scst: Set target t as forwarding destination',
    'scst: Clear target t as forwarding destination',
    'scst: Set target t as forwarding source',
    'scst: ***ERROR***: Wrong rel_tgt_id',
  ])
})

test('counters are the sum of the sessions that are there', async () => {
  const live = liveTree()
  await live.write('targets/scst_local/mgmt', 'add_target t session_name=a; session_name=b\n')
  const { sessions } = live.scst.drivers.get('scst_local')!.targets.get('t')!
  for (const session of sessions.values()) session.counters.count('read', 1024)
  assert.equal(await live.read('targets/scst_local/t/read_io_count_kb'), '2\n')
  await live.write('targets/scst_local/mgmt', 'del_session t a\n')
  assert.equal(await live.read('targets/scst_local/t/read_io_count_kb'), '1\n')
})
