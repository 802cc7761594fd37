import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, liveTree, runClassic, SAMPLE } from '../../../support/scstadmin.ts'

test('a LUN that the copy manager has already is no news, in whatever form its number is written', async () => {
  const { tree, close } = await liveTree(SAMPLE)
  for (const lun of ['0', '00', ' 1']) {
    const argv = ['-add_lun', lun, '-driver', 'copy_manager', '-target', 'copy_manager_tgt', '-device', 'n1']
    assert.deepEqual(await runClassic(tree, argv), { stdout: changed(''), stderr: '', status: 0 })
  }
  await close()
})

test('a LUN is replaced only by another device', async () => {
  const { tree, close } = await liveTree(SAMPLE)
  const argv = ['-replace_lun', '0', '-driver', 'iscsi', '-target', 'iqn.a', '-device', 'n1', '-noprompt']
  const { stdout, status } = await runClassic(tree, argv)
  assert.match(stdout, /\tDevice already exists for LUN\.\n/)
  assert.equal(status, 1)
  await close()
})
