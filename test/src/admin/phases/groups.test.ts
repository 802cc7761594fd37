import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apply, changesOf } from '../../../support/admin.ts'
import { liveTree } from '../../../support/live-tree.ts'

const FILE =
  'HANDLER vdisk_nullio {\nDEVICE n1\n}\nTARGET_DRIVER iscsi {\nTARGET t {\nGROUP b\nGROUP a {\nLUN 0 n1\nINITIATOR i\naddr_method FLAT\n}\n}\n}\n'

test('groups come with LUNs, attributes and then initiators', async () => {
  const { tree } = liveTree()
  const { stdout } = await apply(tree, FILE)
  assert.deepEqual(stdout.split('\n').slice(2, 7), [
    "	-> Adding new group 'a' to driver/target 'iscsi/t': done.",
    "	-> Adding device 'n1' at LUN 0 to driver/target/group 'iscsi/t/a': done.",
    "	-> Setting group attribute 'addr_method' to value 'FLAT' for group 'a': done.",
    "	-> Adding new group 'b' to driver/target 'iscsi/t': done.",
    "	-> Adding new initiator 'i' to driver/target/group 'iscsi/t/a': done.",
  ])
  assert.equal(changesOf(await apply(tree, FILE)), 0)
})
