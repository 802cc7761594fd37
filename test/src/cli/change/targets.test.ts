import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, lines, liveTree, runClassic, SAMPLE } from '../../../support/scstadmin.ts'

const { tree, close } = await liveTree(SAMPLE)

test('a target cannot be enabled without its driver', async () => {
  assert.equal(
    (await runClassic(tree, ['-enable_target', 'iqn.a'])).stdout,
    changed(lines('', '', 'WARNING: Received the following error:', '', '\tToo few arguments', '')),
  )
})

test('a LIP reaches one target where driver and target are named, else all', async () => {
  const { stdout } = await runClassic(tree, ['-issue_lip', 'iqn.a', '-driver', 'iscsi'])
  assert.equal(stdout, changed(lines("\t-> Driver/target 'iscsi/iqn.a' has no 'host' attribute, ignoring.")))
  const { stdout: all } = await runClassic(tree, ['-issue_lip', 'iqn.a'])
  assert.match(all, /copy_manager_tgt/)
})

test('an error is told behind Done, and its number is the exit status', async () => {
  const { stdout, status } = await runClassic(tree, ['-add_target', 'iqn.a', '-driver', 'iscsi'])
  assert.match(
    stdout,
    /\t-> Done\.\n\n\nWARNING: Received the following error:\n\n\tTarget already exists\.\n\n\nAll done\.\n$/,
  )
  assert.equal(status, 41)
})

test.after(close)
