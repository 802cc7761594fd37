import assert from 'node:assert/strict'
import { test } from 'node:test'
import ConfigClear from '../../../commands/config/clear.ts'
import { liveTree, runClassic, runCommand, SAMPLE } from '../../support/scstadmin.ts'

for (const run of ['command', 'classic'] as const) {
  test(`takes everything away (${run})`, async () => {
    const { tree, close } = await liveTree(SAMPLE)
    const { stdout, status } =
      run === 'command'
        ? await runCommand(ConfigClear, tree, ['--force', '--noprompt'])
        : await runClassic(tree, ['-clear_config', '-force', '-noprompt'])
    assert.match(stdout, /\n\t-> Configuration cleared\.\n\nAll done\.\n$/)
    assert.equal(status, 0)
    assert.deepEqual(await tree.list('devices'), [])
    await close()
  })
}

test('does nothing without -force', async () => {
  const { tree, close } = await liveTree(SAMPLE)
  const said = await runClassic(tree, ['-clear_config'])
  assert.deepEqual(said, { stdout: 'Please specify -force with -clear_config.\n', stderr: '', status: 1 })
  await close()
})
