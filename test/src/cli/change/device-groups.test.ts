import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, GROUPED, lines, liveTree, runClassic } from '../../../support/scstadmin.ts'

test('what holds nothing goes without force', async () => {
  const { tree, close } = await liveTree([
    ...GROUPED,
    ['device_groups/dg/target_groups/tg/mgmt', 'del iqn.b'],
  ])
  assert.equal(
    (await runClassic(tree, ['-rem_tgrp', 'tg', '-dev_group', 'dg'])).stdout,
    changed(lines("\t-> Removing target group 'tg' from device group 'dg': done.")),
  )
  assert.equal(
    (await runClassic(tree, ['-rem_dgrp_dev', 'n1', '-dev_group', 'dg'])).stdout,
    changed(lines("\t-> Removing device 'n1' from target group 'dg': done.")),
  )
  assert.equal(
    (await runClassic(tree, ['-rem_dgrp', 'dg'])).stdout,
    changed(lines("\t-> Removing device group 'dg': done.")),
  )
  await close()
})

test('a device belongs to one device group', async () => {
  const { tree, close } = await liveTree([...GROUPED, ['device_groups/mgmt', 'create other']])
  const { stdout } = await runClassic(tree, ['-add_dgrp_dev', 'n1', '-dev_group', 'other'])
  assert.match(stdout, /\tDevice is already assigned to another device group\.\n/)
  await close()
})
