import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, lines, liveTree, runClassic, SAMPLE } from '../../../support/scstadmin.ts'

const PLACE = ['-driver', 'iscsi', '-target', 'iqn.a']

test('an initiator of another group is left where it is', async () => {
  const { tree, close } = await liveTree([...SAMPLE, ['targets/iscsi/iqn.a/ini_groups/mgmt', 'create h']])
  const { stdout } = await runClassic(tree, ['-add_init', 'iqn.i', ...PLACE, '-group', 'h'])
  assert.equal(
    stdout,
    changed(
      lines(
        "\t-> Initiator 'iqn.i' already belongs to group 'g' for driver/target 'iscsi/target', ignoring.",
      ),
    ),
  )
  await close()
})

test('an initiator moves to a group that is there', async () => {
  const { tree, close } = await liveTree([...SAMPLE, ['targets/iscsi/iqn.a/ini_groups/mgmt', 'create h']])
  const argv = ['-move_init', 'iqn.i', ...PLACE, '-group', 'g', '-to', 'h', '-noprompt']
  assert.equal(
    (await runClassic(tree, argv)).stdout,
    changed(lines("\t-> Moving initiator 'iqn.i' from group 'g' to group 'h': done.")),
  )
  assert.deepEqual(
    (await tree.list('targets/iscsi/iqn.a/ini_groups/h/initiators')).map(({ name }) => name).sort(),
    ['iqn.i', 'mgmt'],
  )
  await close()
})

test('a group of a target that is not there cannot be removed', async () => {
  const { tree, close } = await liveTree()
  const { stdout, status } = await runClassic(tree, ['-rem_group', 'g', ...PLACE, '-noprompt'])
  assert.match(stdout, /: done\.\n\n\nFATAL: Received the following error:\n\n\tNo such target exists\.\n\n$/)
  assert.equal(status, 1)
  await close()
})
