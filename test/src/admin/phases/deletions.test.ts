import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apply, changesOf } from '../../../support/admin.ts'
import { liveTree } from '../../../support/live-tree.ts'

const file = (target: string): string =>
  `HANDLER vdisk_nullio {\n\tDEVICE n1\n\tDEVICE n2\n}\nTARGET_DRIVER iscsi {\n\tenabled 0\n${target}}\n`
const FULL = file('TARGET t {\nLUN 0 n1\nLUN 1 n2\nGROUP g {\nLUN 0 n2\nINITIATOR i\n}\n}\n')

test('LUNs and groups that the file lacks are reported', async () => {
  const { tree } = liveTree()
  await apply(tree, FULL)
  const { stdout } = await apply(tree, file('TARGET t {\nLUN 0 n1\n}\n'))
  assert.equal(
    stdout,
    `	-> Device 'n2' at LUN '1' is not in configuration for driver/target 'iscsi/t'. Use -force to remove it.
	-> Device 'n2' at LUN '0' is not in configuration for driver/target/group 'iscsi/t/g'. Use -force to remove it.
	-> Group 'g' is not in configuration. Use -force to remove.
	-> Initiator 'i' is not in configuration for driver/target/group 'iscsi/t/g'. Use -force to remove it.
	-> Done, 0 change(s) made.

All done.
`,
  )
})

test('with -force they go; initiators leave a group before it', async () => {
  const { tree } = liveTree()
  await apply(tree, FULL)
  const { stdout } = await apply(tree, file('TARGET t {\nLUN 0 n1\n}\n'), { force: true })
  assert.deepEqual(stdout.split('\n').slice(0, 4), [
    "	-> Removing LUN 1 from driver/target 'iscsi/t': done.",
    "	-> Removing LUN 0 from driver/target/group 'iscsi/t/g': done.",
    "	-> Removing all initiators driver/target/group 'iscsi/t/g': done.",
    "	-> Removing group 'g' from driver/target 'iscsi/t': done.",
  ])
})

test('a LUN that differs is assigned again', async () => {
  const { tree, read } = liveTree()
  await apply(tree, FULL)
  const changed = FULL.replace('LUN 1 n2', 'LUN 1 n2 {\nread_only 1\n}')
  assert.match(
    (await apply(tree, changed)).stdout,
    /Assigned device 'n2' in target 't' at LUN '1' is configured differently\.\n\t {2}-> Use -force to re-assign/,
  )
  assert.equal(changesOf(await apply(tree, changed, { force: true })), 2)
  assert.equal(await read('targets/iscsi/t/luns/1/read_only'), '1\n[key]\n')
})

test('a LUN of a CD-ROM is read-only by itself, which strict mode takes for a difference', async () => {
  const { tree } = liveTree()
  const cd = 'HANDLER vcdrom {\n\tDEVICE cd\n}\nTARGET_DRIVER iscsi {\n\tTARGET t {\nLUN 0 cd\n}\n}\n'
  await apply(tree, cd)
  assert.doesNotMatch((await apply(tree, cd)).stdout, /differently/)
  assert.match(
    (await apply(tree, cd, { compatibility: 'strict' })).stdout,
    /'cd' in target 't' at LUN '0' is configured diff/,
  )
})

test('a LUN of a read-only device may be said to be read-only, or not to be, with no difference', async () => {
  const { tree } = liveTree()
  const disc = (said: string) =>
    `HANDLER vcdrom {\n\tDEVICE cd\n}\nTARGET_DRIVER iscsi {\n\tTARGET t {\nLUN 0 cd {\nread_only ${said}\n}\n}\n}\n`
  await apply(tree, disc('1'))
  for (const said of ['1', '0']) {
    const { stdout } = await apply(tree, disc(said), { force: true })
    assert.doesNotMatch(stdout, /differently/)
  }
})

test('in strict mode a target with groups is stripped first and goes with the second run', async () => {
  const { tree, names } = liveTree()
  await apply(tree, FULL)
  const strict = { force: true, compatibility: 'strict' } as const
  await apply(tree, file(''), strict)
  assert.ok((await names('targets/iscsi')).includes('t'))
  await apply(tree, file(''), strict)
  assert.ok(!(await names('targets/iscsi')).includes('t'))
})
