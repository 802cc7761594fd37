import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { Session } from '../../../src/core/session.ts'
import { SENSE } from '../../../src/scsi/sense.ts'
import { type LiveTree, liveTree } from '../../support/live-tree.ts'

const GROUPS = 'targets/iscsi/t/ini_groups'

let live: LiveTree
beforeEach(async () => {
  live = liveTree()
  for (const name of ['a', 'b']) await live.write('handlers/vdisk_nullio/mgmt', `add_device ${name}\n`)
  await live.write('targets/iscsi/mgmt', 'add_target t\n')
  for (const name of ['g', 'h']) await live.write(`${GROUPS}/mgmt`, `create ${name}\n`)
  live.log.length = 0
})

test('a session goes where its initiator belongs, and keeps the LUNs that are the same', async () => {
  const target = live.iscsi.findTarget('t')!
  for (const [path, text] of [
    ['targets/iscsi/t/luns/mgmt', 'add a 0\n'],
    ['targets/iscsi/t/luns/mgmt', 'add a 1\n'],
    [`${GROUPS}/g/luns/mgmt`, 'add a 0\n'],
    [`${GROUPS}/g/luns/mgmt`, 'add b 1\n'],
    [`${GROUPS}/g/luns/mgmt`, 'add b 2 read_only=1\n'],
  ] as const) {
    await live.write(path, text)
  }
  const session = new Session(target, 'iqn.x', 'iqn.x', new Uint8Array())
  target.openSession(session)
  const same = session.luns.get(0)!
  same.unitAttentions.length = 0
  await live.write(`${GROUPS}/g/initiators/mgmt`, 'add iqn.?\n')
  assert.equal(session.group.name, 'g')
  assert.deepEqual([...session.luns.keys()].sort(), [0, 1, 2])
  assert.equal(session.luns.get(0), same)
  assert.deepEqual(same.unitAttentions, [SENSE['REPORTED LUNS DATA HAS CHANGED']])
  assert.ok(session.luns.get(1)!.unitAttentions.includes(SENSE['INQUIRY DATA HAS CHANGED']))
  assert.equal(session.luns.get(2)!.readOnly, true)
  const directory = 'targets/iscsi/t/sessions/iqn.x'
  assert.equal(await live.tree.readlink(`${directory}/luns`), '../../ini_groups/g/luns')
  assert.equal(await live.write(`${GROUPS}/mgmt`, 'del g\n'), 'EBUSY')
  await live.write(`${GROUPS}/g/initiators/mgmt`, 'clear\n')
  assert.equal(await live.tree.readlink(`${directory}/luns`), '../../luns')
  assert.equal(await live.write(`${GROUPS}/mgmt`, 'del g\n'), '0')
})

test('two sessions of one initiator have directories of their own', () => {
  const target = live.iscsi.findTarget('t')!
  const open = () => {
    const session = new Session(target, 'iqn.x', 'iqn.x', new Uint8Array())
    target.openSession(session)
    return session
  }
  const [first, second, third] = [open(), open(), open()]
  assert.deepEqual(
    [first, second, third].map(({ directory }) => directory),
    ['iqn.x', 'iqn.x_1', 'iqn.x_2'],
  )
  target.closeSession(second!)
  assert.equal(open().directory, 'iqn.x_1')
})
