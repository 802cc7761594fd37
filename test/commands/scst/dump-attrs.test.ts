import assert from 'node:assert/strict'
import { test } from 'node:test'
import ScstDumpAttrs from '../../../commands/scst/dump-attrs.ts'
import { liveTree, runClassic, runCommand, SAMPLE } from '../../support/scstadmin.ts'

test('dumps SCST and every device, alike by both names', async () => {
  const { tree, close } = await liveTree(SAMPLE)
  const said = await runCommand(ScstDumpAttrs, tree, [])
  assert.match(said.stdout, /^SCST attributes:\n\{\n {2}"async_lun_replace": \{\n {4}"value": "0"/m)
  assert.match(said.stdout, /^Device n1 attributes:\n/m)
  assert.deepEqual(await runClassic(tree, ['-dumpAttrs']), said)
  await close()
})
