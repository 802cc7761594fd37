import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type LiveTree, liveTree } from '../../../support/live-tree.ts'

const MGMT = 'targets/iscsi/mgmt'

let live: LiveTree
beforeEach(() => {
  live = liveTree()
})

type Row = readonly [name: string, text: string, code: string, content: string]
const ROWS: readonly Row[] = [
  ['enabled', '01\n', 'EINVAL', '0\n\n'],
  ['enabled', ' 1 x\n', '0', '1\n\n'],
  ['link_local', '0\n', '0', '0\n[key]\n\n'],
  ['link_local', '2\n', 'EINVAL', '0\n[key]\n\n'],
  ['internal_portal', '127.0.0.1 ::1\n', '0', '127.0.0.1 ::1\n[key]\n\n'],
  ['internal_portal', '1.2.3.4,5.6.7.8\n', 'EINVAL', '127.0.0.1 ::1\n[key]\n\n'],
  ['internal_portal', '\n', '0', '\n\n'],
  ['isns_entity_name', 'a b\n', '0', 'a\n'],
  ['isns_entity_name', `${'x'.repeat(300)}\n`, '0', `${'x'.repeat(255)}\n`],
  ['iSNSServer', '127.0.0.1 Bogus\n', 'EINVAL', '\n\n'],
  ['iSNSServer', '\n', '0', '\n\n'],
  ['iSNSServer', '""\n', '0', '\n\n'],
  ['open_state', 'x', 'open:EACCES', 'open\n'],
]

test('without anybody to serve it the driver shows little and takes no command', async () => {
  live.iscsi.openState = 'closed'
  assert.deepEqual(await live.names('targets/iscsi'), ['mgmt', 'open_state', 'trace_level', 'version'])
  assert.equal(await live.write(MGMT, 'add_target t\n'), 'EPERM')
  assert.equal(await live.read('targets/iscsi/open_state'), 'closed\n')
})

test('settings of the driver', async () => {
  for (const [name, text, code, content] of ROWS) {
    assert.equal(await live.write(`targets/iscsi/${name}`, text), code, `${name} ${text}`)
    assert.equal(await live.read(`targets/iscsi/${name}`), content, `${name} ${text}`)
  }
})
