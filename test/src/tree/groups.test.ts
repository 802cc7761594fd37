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

test('groups are made and deleted by name', async () => {
  const rows: readonly (readonly [text: string, code: string, line?: string])[] = [
    ['create\n', 'EINVAL', error('Group name required')],
    ['CREATE x more words\n', '0'],
    ['create x\n', 'EEXIST', error('acg name x exist')],
    ['create mgmt\n', 'EEXIST'],
    ['create a/b\n', '0'],
    ['create a!b\n', 'EEXIST'],
    ['del nosuch\n', 'EINVAL', error('Group nosuch not found')],
    ['del x\n', '0'],
  ]
  for (const [text, code, line] of rows) {
    live.log.length = 0
    assert.equal(await live.write(`${GROUPS}/mgmt`, text), code, text)
    assert.equal(live.log.at(-1), line, text)
  }
  assert.deepEqual(await live.names(GROUPS), ['a!b', 'g', 'h', 'mgmt'])
  assert.equal(await live.read(`${GROUPS}/a!b/addr_method`), 'PERIPHERAL\n')
  assert.equal(
    await live.write('targets/copy_manager/copy_manager_tgt/ini_groups/mgmt', 'create x\n'),
    'EINVAL',
  )
})
