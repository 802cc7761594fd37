import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import ConfigPlan from '../../../commands/config/plan.ts'
import { lines, liveTree, runCommand, SAMPLE } from '../../support/scstadmin.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

test('--force plans what would go, too', async () => {
  const { path, remove } = temporaryDirectory()
  writeFileSync(
    `${path}/x.conf`,
    'HANDLER vdisk_nullio {\n\tDEVICE n1\n\tDEVICE n2\n}\nTARGET_DRIVER iscsi {\n}\n',
  )
  const { tree, close } = await liveTree(SAMPLE)
  const { stdout, status } = await runCommand(ConfigPlan, tree, [`${path}/x.conf`, '--force'])
  assert.ok(stdout.includes(lines("- Removing virtual target 'iqn.a' from driver 'iscsi'")), stdout)
  assert.equal(status, 2)
  await close()
  remove()
})
