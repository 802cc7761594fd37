import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type LiveTree, liveTree } from '../../support/live-tree.ts'

const MGMT = 'targets/scst_local/mgmt'

let live: LiveTree
beforeEach(() => {
  live = liveTree()
})

test('targets and sessions are made and go', async () => {
  const rows: readonly (readonly [text: string, code: string, line: string | undefined])[] = [
    ['bogus\n', 'EINVAL', 'scst_local: ***ERROR***: Target name required'],
    ['add_target\n', 'EINVAL', 'scst: ***ERROR***: Target name required'],
    ['add_target l foo=1\n', 'EINVAL', 'scst: Target l for template scst_local unregistered successfully'],
    [
      'add_target l session_name=s; session_name=t\n',
      '0',
      'scst: Using security group "l" for initiator "t" (target l)',
    ],
    ['add_target l\n', 'EFAULT', 'scst: ***ERROR***: target l already exists'],
    ['add_target stats\n', 'EFAULT', undefined],
    ['add_session nosuch s\n', 'EINVAL', 'scst_local: ***ERROR***: Target nosuch not found'],
    ['add_session l\n', 'EINVAL', 'scst_local: ***ERROR***: Session name required'],
    ['del_session l nosuch\n', 'EINVAL', 'scst_local: ***ERROR***: Session nosuch not found (target l)'],
    ['del_session l t\n', '0', undefined],
    ['add_target_attribute l session_name s2\n', '0', undefined],
    ['del_target l more\n', 'EINVAL', 'scst: ***ERROR***: Syntax error on "more"'],
    ['del_target nosuch\n', 'ENOENT', 'scst_local: ***ERROR***: Target nosuch not found'],
  ]
  for (const [text, code, line] of rows) {
    live.log.length = 0
    assert.equal(await live.write(MGMT, text), code, text)
    assert.equal(live.log.at(-1), line, text)
  }
  assert.deepEqual(await live.names('targets/scst_local/l/sessions'), ['s'])
  assert.equal(await live.write(MGMT, 'del_target l\n'), '0')
  assert.deepEqual(await live.names('targets/scst_local'), ['mgmt', 'stats', 'trace_level', 'version'])
})

test('sessions have a SAS address of their own, and no host', async () => {
  await live.write(MGMT, 'add_target l session_name=s; session_name=t\n')
  const id = async (session: string) =>
    Buffer.from(await live.read(`targets/scst_local/l/sessions/${session}/transport_id`), 'latin1')
      .toString('hex')
      .slice(0, 24)
  assert.equal(await id('s'), '060000005feede401fade050')
  assert.equal(await id('t'), '060000005feede402fade050')
  assert.equal(await live.read('targets/scst_local/l/sessions/s/host_no'), '-1\n')
  await live.write('targets/scst_local/l/sessions/s/transport_id', '\x01\xff')
  assert.equal(await live.read('targets/scst_local/l/sessions/s/transport_id'), '\x01\xff')
  assert.equal(await live.write('targets/scst_local/l/sessions/s/force_close', '1'), '0')
  assert.deepEqual(await live.names('targets/scst_local/l/sessions'), ['t'])
})

test('transport versions', async () => {
  await live.write(MGMT, 'add_target l\n')
  const version = 'targets/scst_local/l/scsi_transport_version'
  assert.equal(await live.read(version), '0xbe0\n')
  await live.write(version, '0x12345\n')
  assert.equal(await live.read(version), '0x2345\n[key]\n')
  await live.write(version, '0\n')
  assert.equal(await live.read(version), '0xbe0\n')
})

test('its targets have no enabled, so they always count for relative target ids', async () => {
  await live.write(MGMT, 'add_target l\n')
  await live.write('targets/scst_local/l/rel_tgt_id', '1\n')
  await live.write('targets/iscsi/mgmt', 'add_target t\n')
  await live.write('targets/iscsi/t/enabled', '1\n')
  assert.equal(await live.read('targets/iscsi/t/rel_tgt_id'), '2\n[key]\n')
  assert.equal(await live.write('targets/scst_local/l/enabled', '1\n'), 'open:ENOENT')
})
