import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Session } from '../../../src/core/session.ts'
import { liveTree } from '../../support/live-tree.ts'

test('it is idle again with the last of its commands', async () => {
  const { iscsi, write } = liveTree()
  await write('handlers/vdisk_nullio/mgmt', 'add_device d\n')
  await write('targets/iscsi/mgmt', 'add_target t\n')
  await write('targets/iscsi/t/luns/mgmt', 'add d 0\n')
  const target = iscsi.findTarget('t')!
  const session = new Session(target, 'iqn.x', 'iqn.x', new Uint8Array())
  target.openSession(session)
  const nexus = session.luns.get(0)!
  assert.equal(nexus.device.name, 'd')
  await nexus.idle()
  nexus.begin()
  nexus.begin()
  assert.equal(session.activeCommands, 2)
  const seen: string[] = []
  const idle = nexus.idle().then(() => seen.push('idle'))
  nexus.end()
  await new Promise(setImmediate)
  assert.deepEqual(seen, [])
  nexus.end()
  await idle
})
