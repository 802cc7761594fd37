import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apply, changesOf } from '../../../support/admin.ts'
import { liveTree } from '../../../support/live-tree.ts'

const file = (a: string[], b: string[]): string => {
  const group = (name: string, initiators: string[]) =>
    `GROUP ${name} {\n${initiators.map((initiator) => `INITIATOR ${initiator}\n`).join('')}}\n`
  return `HANDLER vcdrom {\n}\nTARGET_DRIVER iscsi {\nTARGET t {\n${group('a', a)}${group('b', b)}}\n}\n`
}

test('initiators are added, moved and removed', async () => {
  const { tree, names } = liveTree()
  await apply(tree, file(['x', 'y'], ['z']))
  const wanted = file(['x'], ['y', 'n'])
  assert.deepEqual((await apply(tree, wanted)).stdout.split('\n').slice(0, 3), [
    "	-> Initiator 'y' is moving to group 'b' from group 'a'. Use -force to move it.",
    "	-> Initiator 'z' is not in configuration for driver/target/group 'iscsi/t/b'. Use -force to remove it.",
    "	-> Adding new initiator 'n' to driver/target/group 'iscsi/t/b': done.",
  ])
  assert.equal(changesOf(await apply(tree, wanted, { force: true })), 2)
  assert.deepEqual(await names('targets/iscsi/t/ini_groups/b/initiators'), ['mgmt', 'n', 'y'])
})
