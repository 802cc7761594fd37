import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import ConfigDiff from '../../../commands/config/diff.ts'
import { lines, liveTree, runCommand } from '../../support/scstadmin.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

test('shows where a file and the running system part, and exits with 2', async () => {
  const directory = temporaryDirectory()
  const file = join(directory.path, 'scst.conf')
  const { tree, close } = await liveTree([['handlers/vdisk_nullio/mgmt', 'add_device n1 size_mb=1']])
  writeFileSync(
    file,
    'HANDLER vdisk_nullio {\n\tDEVICE n1 {\n\t\tsize_mb 2\n\t}\n}\nTARGET_DRIVER iscsi {\n\tTARGET t\n}\n',
  )
  const { stdout, status } = await runCommand(ConfigDiff, tree, [file])
  assert.ok(
    stdout.startsWith(
      lines(
        "- HANDLER vdisk_nullio / DEVICE n1 / size_mb '1'",
        "+ HANDLER vdisk_nullio / DEVICE n1 / size_mb '2'",
        '+ TARGET_DRIVER iscsi / TARGET t',
      ),
    ),
    stdout,
  )
  assert.equal(status, 2)
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
    const { stdout, status } = await runCommand(ConfigDiff, tree, [...flags, file])
    assert.match(stdout, /joe \*{8}/)
    assert.match(stdout, /ann \*{8}/)
    assert.match(stdout, /gone \*{8}/)
    assert.doesNotMatch(stdout, /secret/)
    assert.equal(status, 2)
  }
  await close()
  directory.remove()
})

test('an empty file is an error', async () => {
  const { tree, close } = await liveTree()
  assert.deepEqual(await runCommand(ConfigDiff, tree, ['/dev/null']), {
    stdout: '',
    stderr: '/dev/null: Configuration is empty.\n',
    status: 1,
  })
  await close()
})

test('a line in quotes as a whole tells no secret either', async () => {
  const directory = temporaryDirectory()
  const file = join(directory.path, 'scst.conf')
  const { tree, close } = await liveTree()
  writeFileSync(
    file,
    'TARGET_DRIVER iscsi {\n\t"IncomingUser joe SECRETAAAAAAAA"\n\tIncommingUser "joe SECRET"\n}\n',
  )
  for (const flags of [[], ['--json']]) {
    const { stdout, status } = await runCommand(ConfigDiff, tree, [...flags, file])
    assert.match(stdout, /IncomingUser \*{8}/)
    assert.doesNotMatch(stdout, /SECRET/)
    assert.equal(status, 2)
  }
  await close()
  directory.remove()
})
