import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import ConfigWrite from '../../../commands/config/write.ts'
import { begun, lines, liveTree, runClassic, runCommand, SAMPLE } from '../../support/scstadmin.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

test('saves what runs', async () => {
  const directory = temporaryDirectory()
  const file = join(directory.path, 'saved.conf')
  const { tree, close } = await liveTree(SAMPLE)
  const said = await runCommand(ConfigWrite, tree, [file])
  assert.deepEqual(said, {
    stdout: begun(lines(`Writing current configuration to file '${file}'.. `, 'All done.')),
    stderr: '',
    status: 0,
  })
  assert.match(readFileSync(file, 'utf8'), /^\tTARGET iqn\.a \{\n\t\tenabled 0\n\n\t\tLUN 0 n1\n/m)
  assert.deepEqual(await runClassic(tree, ['-write_config', file]), said)
  await close()
  directory.remove()
})
