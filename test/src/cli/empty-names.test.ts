import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GROUPED, liveTree, runClassic } from '../../support/scstadmin.ts'

const MISSING = 'Please'
const IN_A = '-driver iscsi -target iqn.a'

/** A call with an empty name, as a script makes it whose variable is empty, and what is said of it. */
const CALLS: readonly [argv: string, says: string, status: number][] = [
  ['-enable_target "" -driver iscsi', 'Too few arguments', 0],
  ['-disable_target iqn.a -driver ""', 'Too few arguments', 0],
  ['-set_tgt_attr "" -driver iscsi -attributes enabled=1', 'Too few arguments', 0],
  ['-add_tgt_attr iqn.a -driver "" -attributes allowed_portal=*', 'Too few arguments', 1],
  ['-list_tgt_attr "" -driver iscsi', 'Too few arguments', 1],
  [
    '-set_drv_attr "" -attributes enabled=1',
    "Driver '' lacks the settable attribute 'enabled', ignoring.",
    0,
  ],
  ['-add_drv_attr "" -attributes IncomingUser=a', 'Failed to add driver dynamic attribute.', 1],
  ['-rem_target "" -driver iscsi', 'No such target exists.', 40],
  ['-rem_target iqn.a -driver ""', 'No such driver exists.', 30],
  ['-add_target iqn.x -driver ""', 'No such driver exists.', 30],
  ['-add_group x -driver "" -target iqn.a', 'Failed to add group.', 1],
  ['-rem_group g -driver iscsi -target ""', 'Failed to remove group.', 1],
  ['-add_init i -driver iscsi -target iqn.a -group ""', 'Failed to add initiator.', 1],
  ['-rem_init iqn.i -driver iscsi -target "" -group g', 'Failed to remove initiator.', 1],
  [`-move_init iqn.i ${IN_A} -group g -to ""`, 'No such group exists.', 1],
  [`-clear_inits ${IN_A} -group ""`, 'No such group exists.', 1],
  ['-add_lun 5 -driver iscsi -target "" -device n1', 'Failed to add LUN to target.', 1],
  ['-rem_lun 0 -driver "" -target iqn.a', 'Failed to add LUN to target.', 1],
  [`-replace_lun 0 ${IN_A} -device ""`, 'No such device exists.', 1],
  ['-clear_luns -driver iscsi -target ""', 'Failed to clear LUNs from target.', 1],
  ['-set_grp_attr g -driver "" -target iqn.a -attributes black_hole=1', "Driver '' is not available", 0],
  ['-open_dev x -handler ""', 'Failed to open device.', 1],
  ['-close_dev n1 -handler "" -force', 'Failed to close device.', 1],
  ['-set_hnd_attr "" -attributes vdisk_nullio=1', 'No such handler exists.', 0],
  ['-list_hnd_attr ""', 'missing handler argument', 1],
  ['-add_dgrp_dev n2 -dev_group ""', 'Failed to add device to device group.', 1],
  ['-rem_dgrp_dev n1 -dev_group ""', 'Failed to remove device from device group.', 1],
  ['-add_tgrp x -dev_group ""', 'Failed to add target group to device group.', 1],
  ['-rem_tgrp tg -dev_group ""', 'Failed to remove target group from device group.', 1],
  ['-add_tgrp_tgt x -dev_group dg -tgt_group ""', 'Failed to add target to target group.', 1],
  ['-rem_tgrp_tgt iqn.b -dev_group dg -tgt_group ""', 'Failed to remove target from target group.', 1],
  ['-set_tgrp_attr tg -dev_group "" -attributes state=active', "Device group '' does not exist", 0],
  ['-set_ttgt_attr "" -dev_group dg -tgt_group tg -attributes group_id=5', 'Done, 0 change(s) made.', 0],
]

const words = (line: string): string[] =>
  Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain!)

for (const [argv, says, status] of CALLS) {
  test(`an empty name is no object's: ${argv}`, async () => {
    const { tree, close } = await liveTree(GROUPED)
    const before = JSON.stringify(await settings(tree))
    const said = await runClassic(tree, [...words(argv), '-noprompt'])
    assert.ok(said.stdout.includes(says), said.stdout)
    assert.ok(!said.stdout.startsWith(MISSING), said.stdout)
    assert.equal(said.status, status)
    assert.equal(JSON.stringify(await settings(tree)), before)
    await close()
  })
}

test('an empty group is none: the LUN is the target’s', async () => {
  const { tree, close } = await liveTree(GROUPED)
  const argv = words(`-add_lun 5 ${IN_A} -device n1 -group ""`)
  assert.match((await runClassic(tree, argv)).stdout, /at LUN 5 to driver\/target 'iscsi\/iqn\.a': done/)
  for (const query of ['-list_lun_attr 5', '-set_lun_attr 5 -noprompt -attributes read_only=0'])
    assert.equal((await runClassic(tree, words(`${query} ${IN_A} -group ""`))).status, 0)
  const removal = words(`-rem_lun 5 ${IN_A} -group "" -noprompt`)
  assert.match(
    (await runClassic(tree, removal)).stdout,
    /Removing LUN 5 from driver\/target 'iscsi\/iqn\.a': done/,
  )
  await close()
})

type Tree = Awaited<ReturnType<typeof liveTree>>['tree']

/** What a call with a name missing might have reached one level too high. */
const settings = (tree: Tree) =>
  Promise.all([
    tree.read('targets/iscsi/enabled'),
    tree.read('targets/iscsi/iqn.a/enabled'),
    tree.read('device_groups/dg/target_groups/tg/group_id'),
    tree.list('device_groups/dg/target_groups'),
    tree.list('targets/iscsi/iqn.a/ini_groups'),
    tree.list('targets/iscsi/iqn.a/luns'),
    tree.list('devices'),
  ])
