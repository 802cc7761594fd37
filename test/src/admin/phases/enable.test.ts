import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apply, changesOf } from '../../../support/admin.ts'
import { liveTree } from '../../../support/live-tree.ts'

const file = (driver: string, target: string): string =>
  `HANDLER vcdrom {\n}\nTARGET_DRIVER iscsi {\n${driver}\nTARGET t {\n${target}\n}\n}\n`

test('targets first, then the driver; and back', async () => {
  const { tree } = liveTree()
  const on = await apply(tree, file('enabled 1', 'enabled 1'))
  assert.deepEqual(on.stdout.split('\n').slice(1, 3), [
    "	-> Enabling driver/target 'iscsi/t': done.",
    "	-> Enabling driver 'iscsi': done.",
  ])
  const off = await apply(tree, file('enabled 0', 'enabled 0'))
  assert.deepEqual(off.stdout.split('\n').slice(0, 2), [
    "	-> Disabling driver/target 'iscsi/t': done.",
    "	-> Disabling driver 'iscsi': done.",
  ])
})

test('a target that the file does not enable is reported, or disabled', async () => {
  const { tree, read } = liveTree()
  await apply(tree, file('enabled 1', 'enabled 1'))
  const without = file('enabled 1', '')
  assert.match(
    (await apply(tree, without)).stdout,
    /'iscsi\/t' is enabled but not in configuration\. Use -force to disable it/,
  )
  assert.equal(changesOf(await apply(tree, without, { force: true })), 1)
  assert.equal(await read('targets/iscsi/t/enabled'), '0\n')
})

test('a driver that the file does not enable stays as it is; strict mode claims otherwise', async () => {
  const { tree, read } = liveTree()
  await apply(tree, file('enabled 1', ''))
  const without = file('', '')
  const ours = await apply(tree, without)
  assert.match(ours.stdout, /Driver 'iscsi' is enabled but not in configuration, leaving it enabled\./)
  assert.equal(changesOf(ours), 0)
  const theirs = await apply(tree, without, { compatibility: 'strict' })
  assert.match(theirs.stdout, /-> Disabling driver 'iscsi': done\.\n/)
  assert.equal(changesOf(theirs), 1)
  assert.equal(await read('targets/iscsi/enabled'), '1\n\n')
})

test('of several values the last counts; strict mode writes nonsense, which SCST refuses', async () => {
  const { tree, read } = liveTree()
  const twice = file('enabled 0\nenabled 1', 'enabled 0\nenabled 1')
  assert.equal((await apply(tree, twice)).status, 0)
  assert.equal(await read('targets/iscsi/t/enabled'), '1\n')
  const strict = await apply(liveTree().tree, twice, { compatibility: 'strict' })
  assert.match(
    strict.stdout,
    /Enabling driver\/target 'iscsi\/t': done\.\n\n\nFATAL: .*\n\n\tFailed to set target/,
  )
})
