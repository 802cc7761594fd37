import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeConfiguration } from '../../../src/admin/write.ts'
import { runOn } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { path: directory } = temporaryDirectory()
const file = join(directory, 'scst.conf')

test('the running system is written and said to be', async () => {
  const ran = await runOn(liveTree().tree, (run) => writeConfiguration(run, file))
  assert.equal(
    ran.stdout,
    `\nCollecting current configuration: done.\n\nWriting current configuration to file '${file}'.. \nAll done.\n`,
  )
  assert.equal(ran.status, 0)
  assert.match(readFileSync(file, 'latin1'), /\nTARGET_DRIVER iscsi \{\n\tenabled 0\n\}\n/)
})

test('/dev/stdout stands between the messages', {
  skip: !existsSync('/dev/stdout') && 'no /dev/stdout',
}, async () => {
  const ran = await runOn(liveTree().tree, (run) => writeConfiguration(run, '/dev/stdout'))
  assert.match(ran.stdout, /'\/dev\/stdout'\.\. # Automatically generated .*\}\n\n\nAll done\.\n$/s)
})

for (const [name, why] of [
  [join(directory, 'nodir/x'), 'No such file or directory'],
  [directory, 'Is a directory'],
  ['', 'No such file or directory'],
] as const) {
  test(`cannot write to '${name.slice(-8)}': ${why}`, async () => {
    const ran = await runOn(liveTree().tree, (run) => writeConfiguration(run, name))
    assert.equal(
      ran.stdout,
      `\nCollecting current configuration: done.\n\nFailed to save configuration to file '${name}': ${why}\n\nAll done.\n`,
    )
    assert.equal(ran.status, 1)
  })
}

test('a full disk is noticed, but not in strict mode', async () => {
  const { tree } = liveTree()
  const ours = await runOn(tree, (run) => writeConfiguration(run, '/dev/full'))
  assert.match(ours.stdout, /\nFailed to save configuration to file '\/dev\/full': No space left on device\n/)
  assert.equal(ours.status, 1)
  const theirs = await runOn(tree, (run) => writeConfiguration(run, '/dev/full'), { compatibility: 'strict' })
  assert.equal(theirs.status, 0)
})

test('a device group with nothing in it is saved, and survives; strict mode leaves it out', async () => {
  const { tree, write } = liveTree()
  await write('device_groups/mgmt', 'create dg')
  const saved = async (compatibility: 'default' | 'strict') => {
    await runOn(tree, (run) => writeConfiguration(run, file), { compatibility })
    return readFileSync(file, 'latin1')
  }
  assert.ok((await saved('default')).endsWith('\nDEVICE_GROUP dg {\n}\n\n'))
  assert.ok(!(await saved('strict')).includes('DEVICE_GROUP'))
})

test('a value that the file cannot hold leaves the old file; strict mode writes it', async () => {
  const { tree, write } = liveTree()
  await write('targets/iscsi/mgmt', 'add_target iqn.t')
  await write('targets/iscsi/iqn.t/alias', 'a}b')
  writeFileSync(file, 'old')
  const ours = await runOn(tree, (run) => writeConfiguration(run, file))
  assert.match(
    ours.stdout,
    /\nFailed to save configuration to file '.*': scst\.conf has no way to write the value 'a}b'/,
  )
  assert.equal(ours.status, 1)
  assert.equal(readFileSync(file, 'latin1'), 'old')
  const theirs = await runOn(tree, (run) => writeConfiguration(run, file), { compatibility: 'strict' })
  assert.equal(theirs.status, 0)
  assert.match(readFileSync(file, 'latin1'), /\n\t\talias a}b\n/)
})
