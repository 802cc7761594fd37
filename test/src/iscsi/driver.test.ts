import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { beforeEach, test } from 'node:test'
import { fromUnicode } from '../../../src/lib/bytes.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { type LiveTree, liveTree } from '../../support/live-tree.ts'

const MGMT = 'targets/iscsi/mgmt'

let live: LiveTree
beforeEach(() => {
  live = liveTree()
})

test('targets are found in any case, of ASCII', () => {
  const name = fromUnicode('Iqn.Ä')
  const target = live.iscsi.addTarget(name)
  assert.equal(live.iscsi.findTarget(fromUnicode('iqn.Ä')), target)
  assert.equal(live.iscsi.findTarget(fromUnicode('iqn.ä')), undefined)
  live.iscsi.deleteTarget(name)
  assert.equal(live.iscsi.findTarget(name), undefined)
})

test('a target that cannot be prepared leaves nothing behind, not even its number', () => {
  assert.throws(
    () =>
      live.iscsi.addTarget('t', () => {
        throw new Refusal('EINVAL')
      }),
    Refusal,
  )
  assert.equal(live.iscsi.addTarget('t').tid, 1)
})

test('whoever serves the driver is told of what changes', async () => {
  const told: string[] = []
  live.iscsi.events.push({
    enabledChanged: () => told.push(`driver ${live.iscsi.enabled}`),
    targetChanged: ({ name, enabled }) => told.push(`${name} ${enabled}`),
  })
  await live.write('targets/iscsi/enabled', '1\n')
  await live.write('targets/iscsi/enabled', '1\n')
  await live.write(MGMT, 'add_target t\n')
  await live.write('targets/iscsi/t/enabled', '1\n')
  await live.write(MGMT, 'del_target t\n')
  assert.deepEqual(told, ['driver true', 't false', 't true', 't false'])
})

test('of two iSNS servers the one asked for last counts, not the one reached last', async () => {
  // Loopback has more addresses than one: nobody else listens on this.
  const server = createServer((socket) => socket.destroy())
  await once(server.listen(3205, '127.65.1.2'), 'listening')
  const now = () => live.iscsi.isnsServer?.address
  const first = live.iscsi.registerAt({ address: '127.65.1.2', accessControl: false })
  await live.iscsi.registerAt(undefined)
  await first
  assert.equal(now(), undefined)
  await live.iscsi.registerAt({ address: '127.65.1.2', accessControl: false })
  assert.equal(now(), '127.65.1.2')
  server.close()
})
