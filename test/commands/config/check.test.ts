import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import ConfigCheck from '../../../commands/config/check.ts'
import { begun, lines, liveTree, runClassic, runCommand } from '../../support/scstadmin.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

test('tells faults and changes nothing', async () => {
  const directory = temporaryDirectory()
  const file = join(directory.path, 'scst.conf')
  writeFileSync(file, 'HANDLER nosuch {\n\tDEVICE n1\n}\n')
  const { tree, close } = await liveTree()
  const said = await runCommand(ConfigCheck, tree, [file])
  assert.deepEqual(said, {
    stdout: begun(
      lines(
        `-> Checking configuration file '${file}' for errors.`,
        '\t-> WARNING: No TARGET_DRIVER section defined. No target drivers will be configured.',
        '',
        "\t-> WARNING: No such handler 'nosuch' available, ignoring.",
        '\t-> Done, 2 warnings found.',
        '',
        '',
        'All done.',
      ),
    ),
    stderr: '',
    status: 0,
  })
  assert.deepEqual(await runClassic(tree, ['-check_config', file]), said)
  await close()
  directory.remove()
})
