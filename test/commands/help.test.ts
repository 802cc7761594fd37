import assert from 'node:assert/strict'
import { test } from 'node:test'
import Help from '../../commands/help.ts'
import { liveTree, runCommand } from '../support/scstadmin.ts'

test('shows what there is', async (t) => {
  const shown: string[] = []
  t.mock.method(process.stdout, 'write', (text: string) => shown.push(text) > 0)
  const { tree, close } = await liveTree()
  const { status } = await runCommand(Help, tree, [])
  t.mock.restoreAll()
  assert.equal(status, 0)
  assert.match(shown.join(''), /\$ scstadmin \[COMMAND\]/)
  await close()
})
