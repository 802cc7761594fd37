import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type LiveTree, liveTree } from '../../../support/live-tree.ts'

const MGMT = 'targets/iscsi/mgmt'
const SECRET = 'twelve_bytes'

let live: LiveTree
beforeEach(() => {
  live = liveTree()
})

test('an account takes no target’s name', async () => {
  await live.write(MGMT, 'add_target IncomingUser5\n')
  await live.write(MGMT, 'add_target OutgoingUser5\n')
  for (const attribute of ['IncomingUser5', 'OutgoingUser5']) {
    assert.equal(await live.write(MGMT, `add_attribute ${attribute} u ${SECRET}\n`), 'EEXIST', attribute)
    assert.equal((await live.tree.stat(`targets/iscsi/${attribute}`)).type, 'dir')
  }
})

test('accounts get the name that is free', async () => {
  await live.write(MGMT, 'add_target t\n')
  const rows: readonly (readonly [text: string, code: string])[] = [
    ['add_attribute\n', 'EINVAL'],
    ['add_attribute IncomingUser u\n', 'EINVAL'],
    ['add_attribute IncomingUser u short\n', 'EINVAL'],
    ['add_attribute allowed_portal 1.2.3.4\n', 'EINVAL'],
    [`add_attribute IncomingUser1 u ${SECRET} more\n`, '0'],
    [`add_attribute incominguser7 u ${SECRET}\n`, 'EINVAL'],
    [`add_attribute IncomingUser1 v ${SECRET}\n`, '0'],
    [`add_attribute OutgoingUser u ${SECRET}\n`, '0'],
    [`add_attribute OutgoingUser v ${SECRET}\n`, 'EEXIST'],
    ['del_attribute IncomingUser nosuch\n', 'ENOENT'],
    ['del_attribute nosuch u\n', 'EINVAL'],
    ['del_attribute IncomingUser99 v\n', '0'],
    [`add_target_attribute nosuch IncomingUser u ${SECRET}\n`, 'ENOENT'],
    [`add_target_attribute T IncomingUser u ${SECRET}\n`, '0'],
    ['add_target_attribute t allowed_portal 10.*\n', '0'],
    ['add_target_attribute t allowed_portal5 !10.1.*\n', '0'],
    ['add_target_attribute t allowed_portal 10.*\n', 'EINVAL'],
    ['add_target_attribute t allowed_portal a b\n', 'EINVAL'],
    ['del_target_attribute t allowed_portal nosuch\n', 'EINVAL'],
  ]
  for (const [text, code] of rows) assert.equal(await live.write(MGMT, text), code, text)
  const attributes = (names: string[]) => names.filter((name) => /User|portal\d*$/.test(name))
  assert.deepEqual(attributes(await live.names('targets/iscsi')), [
    'IncomingUser1',
    'OutgoingUser',
    'internal_portal',
  ])
  assert.deepEqual(attributes(await live.names('targets/iscsi/t')), [
    'IncomingUser',
    'allowed_portal',
    'allowed_portal1',
  ])
  assert.equal((await live.tree.stat('targets/iscsi/IncomingUser1')).mode, 0o600)
  assert.equal(await live.read('targets/iscsi/OutgoingUser'), `u ${SECRET}\n[key]\n\n`, 'the first stays')
  assert.equal(await live.write('targets/iscsi/IncomingUser1', `w ${SECRET}2\n`), '0')
  assert.equal(await live.read('targets/iscsi/IncomingUser1'), `w ${SECRET}2\n[key]\n\n`)
})
