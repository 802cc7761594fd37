import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apply } from '../../../support/admin.ts'
import { liveTree } from '../../../support/live-tree.ts'

const file = (lines: string, driver = 'iscsi'): string =>
  `HANDLER vcdrom {\n}\nTARGET_DRIVER ${driver} {\n${lines}\n}\n`

test('a target is made with what creation takes, then the rest is set', async () => {
  const { tree } = liveTree()
  const { stdout } = await apply(tree, file('TARGET loc {\nsession_name s1\ncomment x\n}', 'scst_local'))
  assert.deepEqual(stdout.split('\n').slice(0, 2), [
    "	-> Creating target 'loc' for driver 'scst_local': done.",
    "	-> Setting target attribute 'comment' to value 'x' for driver/target 'scst_local/loc': done.",
  ])
})

test('targets that the file lacks are reported, or removed', async () => {
  const { tree, names } = liveTree()
  await apply(tree, file('TARGET a\nTARGET b'))
  const report =
    "	-> Virtual target 'b' for driver 'iscsi' is not in configuration. Use -force to remove it."
  assert.equal((await apply(tree, file('TARGET a'))).stdout.split('\n')[0], report)
  await apply(tree, file('TARGET a'), { force: true })
  assert.ok(!(await names('targets/iscsi')).includes('b'))
})

test('a hardware target cannot be made', async () => {
  const { stdout } = await apply(liveTree().tree, file('TARGET t {\nHW_TARGET\n}'))
  assert.match(stdout, /\n\n\tHardware target 't' for driver 'iscsi' does not exist\.\n\n$/)
})

test('accounts and portals follow the file', async () => {
  const { tree } = liveTree()
  await apply(tree, file('TARGET t {\nallowed_portal 10.*\n}'))
  const { stdout } = await apply(tree, file('TARGET t {\nallowed_portal 192.*\n}'), { force: true })
  assert.match(stdout, /Adding target attribute 'allowed_portal' with value '192\.\*'/)
  assert.match(stdout, /Removing dynamic attribute 'allowed_portal' with value '10\.\*'/)
})

test('told to go on, strict mode makes a hardware target all the same; here it stays away', async () => {
  const made = async (compatibility: 'default' | 'strict') => {
    const { tree, names } = liveTree()
    const options = { continueOnError: true, compatibility }
    const { stdout } = await apply(tree, file('TARGET t {\nHW_TARGET\n}'), options)
    assert.match(stdout, /^Hardware target 't' for driver 'iscsi' does not exist\.$/m)
    return (await names('targets/iscsi')).includes('t')
  }
  assert.equal(await made('strict'), true)
  assert.equal(await made('default'), false)
})
