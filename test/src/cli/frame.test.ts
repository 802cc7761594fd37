import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree, runClassic, SAMPLE } from '../../support/scstadmin.ts'

const LOCAL = [
  ...SAMPLE,
  ['targets/scst_local/mgmt', 'add_target loc session_name=guest'],
  ['targets/scst_local/loc/luns/mgmt', 'add n1 0'],
] as const
const argv = ['-rem_target', 'loc', '-driver', 'scst_local']

test('a prompt names the sessions that the change cuts', async () => {
  const { tree, close } = await liveTree(LOCAL)
  const { stdout } = await runClassic(tree, argv)
  assert.match(
    stdout,
    /done\.\n\nThese initiators are logged in and may lose their disks:\n\tguest on scst_local\/loc\nPerforming/,
  )
  await close()
})

test('strict asks as the original does', async () => {
  const { tree, close } = await liveTree(LOCAL)
  const { stdout } = await runClassic(tree, argv, { env: { SCST_COMPAT: 'strict' } })
  assert.match(stdout, /done\.\n\nPerforming/)
  await close()
})

test('a change that touches nobody names nobody', async () => {
  const { tree, close } = await liveTree(LOCAL)
  const { stdout } = await runClassic(tree, ['-rem_target', 'iqn.a', '-driver', 'iscsi'])
  assert.match(stdout, /done\.\n\nPerforming/)
  await close()
})
