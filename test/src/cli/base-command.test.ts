import assert from 'node:assert/strict'
import { test } from 'node:test'
import SysfsRead from '../../../commands/sysfs/read.ts'
import { liveTree, runCommand } from '../../support/scstadmin.ts'

const { tree, close } = await liveTree()

test('strict is for root alone, by flag or by environment', async () => {
  const refused = { stdout: '', stderr: 'This program must run as root.\n', status: 255 }
  assert.deepEqual(await runCommand(SysfsRead, tree, ['threads', '--compat=strict'], { uid: 1000 }), refused)
  const env = { SCST_COMPAT: 'strict' }
  assert.deepEqual(await runCommand(SysfsRead, tree, ['threads'], { uid: 1000, env }), refused)
  assert.equal(
    (await runCommand(SysfsRead, tree, ['threads', '--compat=default'], { uid: 1000, env })).status,
    0,
  )
})

test('another compatibility is refused before anything is done', async () => {
  await assert.rejects(runCommand(SysfsRead, tree, ['threads', '--compat=loose']), /Expected --compat=loose/)
})

test.after(close)
