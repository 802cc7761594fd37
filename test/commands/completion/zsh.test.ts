import assert from 'node:assert/strict'
import { test } from 'node:test'
import CompletionZsh from '../../../commands/completion/zsh.ts'
import { liveTree, runCommand } from '../../support/scstadmin.ts'

test('prints a script that asks us for the words', async () => {
  const { tree, close } = await liveTree()
  const { stdout, status } = await runCommand(CompletionZsh, tree, [])
  assert.match(stdout, /scstadmin completion words -- /)
  assert.equal(status, 0)
  await close()
})
