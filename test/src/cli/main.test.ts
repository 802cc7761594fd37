import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answered, begun, lines, liveTree, runClassic, SAMPLE } from '../../support/scstadmin.ts'

const { tree, close } = await liveTree(SAMPLE)

test('several queries answer one behind the other, always in the same order', async () => {
  const { stdout } = await runClassic(tree, ['-list_driver', 'iscsi', '-list_handler', 'vdisk_nullio'])
  assert.equal(
    stdout,
    answered(
      lines(
        '\tHandler          Device',
        '\t-------------------',
        '\tvdisk_nullio    n1',
        '\t                n2',
        '\tDriver Target',
        '\t-----------',
        '\tiscsi iqn.a',
      ),
    ),
  )
})

test('the last query gives the exit status', async () => {
  assert.equal((await runClassic(tree, ['-list_dev_attr', 'nosuch', '-list_handler'])).status, 1)
  assert.equal(
    (await runClassic(tree, ['-list_handler', '-list_tgt_attr', 'iqn.a', '-driver', 'iscsi'])).status,
    0,
  )
})

test('an operation that is not counted runs behind the queries', async () => {
  const { stdout } = await runClassic(tree, ['-resync_dev', 'n1', '-list_driver'])
  assert.match(stdout, /\tiscsi\n\tscst_local\n\n-> Making requested changes\.\n/)
})

test('nothing to do is an error without an ending', async () => {
  const said = await runClassic(tree, ['word', '-force'])
  assert.deepEqual(said, { stdout: begun('No valid operations specified.\n'), stderr: '', status: 1 })
})

test('queries answer as JSON', async () => {
  const { stdout } = await runClassic(tree, ['-list_device', '-json'])
  assert.deepEqual(JSON.parse(stdout).vdisk_nullio, ['n1', 'n2'])
})

test('several answers in JSON stand under their names', async () => {
  const { stdout, status } = await runClassic(tree, ['-list_driver', '-list_dev_attr', 'nosuch', '-json'])
  assert.deepEqual(JSON.parse(stdout), {
    list_driver: ['copy_manager', 'iscsi', 'scst_local'],
    list_dev_attr: { error: "deviceAttributes(): Device 'nosuch' is not open" },
  })
  assert.equal(status, 1)
})

test.after(close)

test('a change that is declined leaves the status of the query before it', async () => {
  const move = ['-move_init', 'iqn.i', '-driver', 'iscsi', '-target', 'iqn.a', '-group', 'g', '-to', 'g']
  const declined = await runClassic(tree, ['-list_drv_attr', 'iscsi', ...move], { stdin: 'n\n' })
  assert.match(declined.stdout, /Aborting action\.\n\nAll done\.\n$/)
  assert.equal(declined.status, 1)
})
