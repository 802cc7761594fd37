import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apply } from '../../../support/admin.ts'
import { liveTree } from '../../../support/live-tree.ts'

const HANDLER = 'HANDLER vcdrom {\n}\n'

test('a driver’s accounts and attributes, but not yet `enabled`', async () => {
  const { tree } = liveTree()
  const { stdout } = await apply(
    tree,
    `${HANDLER}TARGET_DRIVER iscsi {\n\tenabled 1\n\tlink_local 0\n\tIncomingUser "joe twelve-bytes-long"\n}\n`,
  )
  assert.deepEqual(stdout.split('\n').slice(0, 3), [
    "	-> Adding driver attribute 'IncomingUser' with value 'joe twelve-bytes-long' for driver 'iscsi': done.",
    "	-> Setting driver attribute 'link_local' to value '0' for driver 'iscsi': done.",
    "	-> Enabling driver 'iscsi': done.",
  ])
})

test('accounts that a bare section does not name are seen, but not in strict mode', async () => {
  const { tree, write } = liveTree()
  await write('targets/iscsi/mgmt', 'add_attribute IncomingUser joe twelve-bytes-long')
  const bare = `${HANDLER}TARGET_DRIVER iscsi {\n\tenabled 0\n}\n`
  assert.match(
    (await apply(tree, bare)).stdout,
    /Driver dynamic attribute 'IncomingUser' .* is not in configuration/,
  )
  assert.doesNotMatch((await apply(tree, bare, { compatibility: 'strict' })).stdout, /IncomingUser/)
})

test('a driver that is not loaded ends the run', async () => {
  const { stdout } = await apply(liveTree().tree, `${HANDLER}TARGET_DRIVER fc {\n\tTARGET t\n}\n`)
  assert.match(stdout, /\n\n\tTarget driver 'fc' is not loaded or available\.\n\n$/)
})
