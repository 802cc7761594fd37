import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import ConfigPlan from '../../../commands/config/plan.ts'
import { lines, liveTree, runCommand } from '../../support/scstadmin.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

test('says what apply would do, exits with 2, and does nothing', async () => {
  const directory = temporaryDirectory()
  const file = join(directory.path, 'scst.conf')
  writeFileSync(file, 'HANDLER vdisk_nullio {\n\tDEVICE n1\n}\nTARGET_DRIVER iscsi {\n\tTARGET iqn.a\n}\n')
  const { tree, close } = await liveTree()
  const { stdout, status } = await runCommand(ConfigPlan, tree, [file])
  assert.equal(
    stdout,
    lines(
      "+ Opening device 'n1' using handler 'vdisk_nullio'",
      "+ Creating target 'iqn.a' for driver 'iscsi'",
      '  2 change(s) would be made.',
    ),
  )
  assert.equal(status, 2)
  assert.deepEqual(await tree.list('devices'), [])
  const { stdout: json } = await runCommand(ConfigPlan, tree, ['--json', file])
  assert.equal(JSON.parse(json).changes[0].path, 'handlers/vdisk_nullio/mgmt')
  await close()
  directory.remove()
})

test('shows accounts without their secrets', async () => {
  const directory = temporaryDirectory()
  const file = join(directory.path, 'scst.conf')
  const { tree, close } = await liveTree([
    ['targets/iscsi/mgmt', 'add_target iqn.a'],
    ['targets/iscsi/mgmt', 'add_target_attribute iqn.a IncomingUser joe old-secret-12'],
    ['targets/iscsi/mgmt', 'add_attribute OutgoingUser gone old-secret-12'],
  ])
  const target = '\tTARGET iqn.a {\n\t\tIncomingUser "joe new-secret-12"\n\t}\n'
  writeFileSync(file, `TARGET_DRIVER iscsi {\n\tIncomingUser "ann new-secret-12"\n${target}}\n`)
  for (const flags of [[], ['--json'], ['--force'], ['--force', '--json']]) {
    const { stdout, status } = await runCommand(ConfigPlan, tree, [...flags, file])
    assert.match(stdout, /joe \*{8}/)
    assert.match(stdout, /ann \*{8}/)
    assert.match(stdout, /gone \*{8}/)
    assert.doesNotMatch(stdout, /secret/)
    assert.equal(status, 2)
  }
  await close()
  directory.remove()
})

test('speaks of no accounts of a target that is still to come', async () => {
  const directory = temporaryDirectory()
  const file = join(directory.path, 'scst.conf')
  writeFileSync(
    file,
    'HANDLER vdisk_nullio {\n}\nTARGET_DRIVER iscsi {\n\tTARGET iqn.a {\n\t\tIncomingUser "joe twelve-bytes"\n\t}\n}\n',
  )
  const { tree, close } = await liveTree()
  const { remarks, changes } = JSON.parse((await runCommand(ConfigPlan, tree, ['--json', file])).stdout)
  assert.deepEqual([remarks, changes.length], [[], 2])
  await close()
  directory.remove()
})

test('exits with 1 where apply would stop half-way', async () => {
  const directory = temporaryDirectory()
  const file = join(directory.path, 'scst.conf')
  writeFileSync(file, 'HANDLER vdisk_nullio {\n\tDEVICE n1\n}\nTARGET_DRIVER nosuch {\n}\n')
  const { tree, close } = await liveTree()
  const { stdout, status } = await runCommand(ConfigPlan, tree, [file])
  assert.match(stdout, /\n {2}1 change\(s\) would be made, and then -config would stop\.\n$/)
  assert.equal(status, 1)
  await close()
  directory.remove()
})

test('a line in quotes as a whole tells no secret either', async () => {
  const directory = temporaryDirectory()
  const file = join(directory.path, 'scst.conf')
  const { tree, close } = await liveTree()
  writeFileSync(file, 'TARGET_DRIVER iscsi {\n\t"IncomingUser joe SECRETAAAAAAAA"\n}\n')
  for (const flags of [[], ['--json']]) {
    const { stdout } = await runCommand(ConfigPlan, tree, [...flags, file])
    assert.match(stdout, /IncomingUser joe \*{8}/)
    assert.doesNotMatch(stdout, /SECRET/)
  }
  await close()
  directory.remove()
})
