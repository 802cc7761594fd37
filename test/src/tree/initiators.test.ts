import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
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

const error = (text: string) => `scst: ***ERROR***: ${text}`

test('initiators are patterns of a group', async () => {
  const rows: readonly (readonly [text: string, code: string, line?: string])[] = [
    ['add\n', 'EINVAL', error('Invalid initiator name')],
    ['add iqn.*\n', '0', 'scst: Added name iqn.* to group g (target t)'],
    ['add iqn.* more\n', 'EEXIST', error('Name iqn.* already exists in group g')],
    ['del nosuch\n', 'EINVAL', error("Unable to find initiator 'nosuch' in group 'g'")],
    ['move iqn.*\n', 'EINVAL', error('Invalid group name')],
    ['move iqn.* nosuch\n', 'EINVAL', error("Unable to find group 'nosuch' in target 't'")],
    ['move nosuch h\n', 'EINVAL', error("Unable to find initiator 'nosuch' in group 'g'")],
    ['move iqn.* h\n', '0', 'scst: Added name iqn.* to group h (target t)'],
    ['add iqn.*\n', '0', 'scst: Added name iqn.* to group g (target t)'],
    ['move iqn.* h\n', 'EEXIST', error("Initiator 'iqn.*' already exists in group 'h'")],
    ['clear x\n', '0'],
  ]
  for (const [text, code, line] of rows) {
    live.log.length = 0
    assert.equal(await live.write(`${GROUPS}/g/initiators/mgmt`, text), code, text)
    assert.equal(live.log.at(-1), line, text)
  }
  assert.deepEqual(await live.names(`${GROUPS}/g/initiators`), ['mgmt'])
  assert.equal(await live.read(`${GROUPS}/h/initiators/iqn.*`), 'iqn.*\n')
})
