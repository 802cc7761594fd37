import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addDynamicAttribute,
  addGroup,
  addInitiator,
  addLun,
  addTarget,
  clearInitiators,
  clearLuns,
  closeDevice,
  closeSession,
  moveInitiator,
  type Operation,
  openDevice,
  removeDynamicAttribute,
  removeGroup,
  removeInitiator,
  removeLun,
  removeTarget,
  replaceLun,
} from '../../../src/admin/operation.ts'
import { must } from '../../../src/admin/step.ts'
import { stepsOn } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'
import { SAMPLE } from '../../support/scstadmin.ts'

const group = { driver: 'iscsi', target: 'iqn.a', group: 'g' }
const target = { driver: 'iscsi', target: 'iqn.a' }
const ofTarget = { kind: 'target', ...target } as const
const ofDriver = { kind: 'driver', driver: 'iscsi' } as const

for (const [operation, written, says] of [
  [
    openDevice(
      'vdisk_nullio',
      'd',
      new Map([
        ['cluster_mode', ['0']],
        ['size_mb', ['1']],
      ]),
    ),
    'handlers/vdisk_nullio/mgmt <- add_device d size_mb=1;cluster_mode=0;',
    "Opening device 'd' using handler 'vdisk_nullio'",
  ],
  [
    openDevice('vcdrom', 'd'),
    'handlers/vcdrom/mgmt <- add_device d ',
    "Opening device 'd' using handler 'vcdrom'",
  ],
  [
    closeDevice('vcdrom', 'd'),
    'handlers/vcdrom/mgmt <- del_device d',
    "Closing device 'd' using handler 'vcdrom'",
  ],
  [
    addTarget('iscsi', 'iqn.b', new Map([['a', ['1', '2']]])),
    'targets/iscsi/mgmt <- add_target iqn.b a=1;a=2;',
    "Creating target 'iqn.b' for driver 'iscsi'",
  ],
  [
    removeTarget('iscsi', 'iqn.a'),
    'targets/iscsi/mgmt <- del_target iqn.a',
    "Removing virtual target 'iqn.a' from driver 'iscsi'",
  ],
  [closeSession('iscsi', 'iqn.a', 's'), 'targets/iscsi/iqn.a/sessions/s/force_close <- 1', ''],
  [
    addDynamicAttribute(ofDriver, 'IncomingUser', 'joe secret'),
    'targets/iscsi/mgmt <- add_attribute IncomingUser joe secret',
    "Adding driver attribute 'IncomingUser' with value 'joe secret' for driver 'iscsi'",
  ],
  [
    removeDynamicAttribute(ofTarget, 'IncomingUser', 'joe secret'),
    'targets/iscsi/mgmt <- del_target_attribute iqn.a IncomingUser joe secret',
    "Removing dynamic attribute 'IncomingUser' with value 'joe secret' for driver/target 'iscsi/iqn.a'",
  ],
  [
    addGroup('iscsi', 'iqn.a', 'h'),
    'targets/iscsi/iqn.a/ini_groups/mgmt <- create h',
    "Adding new group 'h' to driver/target 'iscsi/iqn.a'",
  ],
  [
    removeGroup('iscsi', 'iqn.a', 'g'),
    'targets/iscsi/iqn.a/ini_groups/mgmt <- del g',
    "Removing group 'g' from driver/target 'iscsi/iqn.a'",
  ],
  [
    addInitiator(group, 'i'),
    'targets/iscsi/iqn.a/ini_groups/g/initiators/mgmt <- add i',
    "Adding new initiator 'i' to driver/target/group 'iscsi/iqn.a/g'",
  ],
  [
    removeInitiator(group, 'i'),
    'targets/iscsi/iqn.a/ini_groups/g/initiators/mgmt <- del i',
    "Removing initiator 'i' from driver/target/group 'iscsi/iqn.a/g'",
  ],
  [
    moveInitiator(group, 'i', 'h'),
    'targets/iscsi/iqn.a/ini_groups/g/initiators/mgmt <- move i h',
    "Moving initiator 'i' from group 'g' to group 'h'",
  ],
  [
    clearInitiators(group),
    'targets/iscsi/iqn.a/ini_groups/g/initiators/mgmt <- clear',
    "Removing all initiators driver/target/group 'iscsi/iqn.a/g'",
  ],
  [
    addLun(target, '3', 'n1', new Map([['read_only', ['1']]])),
    'targets/iscsi/iqn.a/luns/mgmt <- add n1 3 read_only=1;',
    "Adding device 'n1' at LUN 3 to driver/target 'iscsi/iqn.a'",
  ],
  [
    removeLun(group, '0'),
    'targets/iscsi/iqn.a/ini_groups/g/luns/mgmt <- del 0',
    "Removing LUN 0 from driver/target/group 'iscsi/iqn.a/g'",
  ],
  [
    replaceLun(target, '0', 'n2'),
    'targets/iscsi/iqn.a/luns/mgmt <- replace n2 0 ',
    "Replacing device at LUN 0 with device 'n2' in driver/target/group 'iscsi/iqn.a/'",
  ],
  [
    clearLuns(target),
    'targets/iscsi/iqn.a/luns/mgmt <- clear',
    "Removing all LUNs from driver/target 'iscsi/iqn.a'",
  ],
] as [Operation, string, string][]) {
  test(written, () => {
    assert.equal(`${operation.path} <- ${operation.text}`, written)
    assert.equal(operation.says, says)
  })
}

for (const [operation, why] of [
  [openDevice('nosuch', 'd'), 'No such handler exists.'],
  [openDevice('vcdrom', 'd', new Map([['x', ['1']]])), 'Bad attributes given for device.'],
  [openDevice('vdisk_nullio', 'n1'), 'Device already exists.'],
  [openDevice('vdisk_fileio', 'd'), 'Failed to open device. See "dmesg" for more information.'],
  [openDevice('vcdrom', 'n1'), 'A fatal error occurred. See "dmesg" for more information.'],
  [openDevice('vcdrom', ''), 'Failed to open device. See "dmesg" for more information.'],
  [closeDevice('vdisk_fileio', 'd'), 'No such device exists.'],
  [closeDevice('vdisk_fileio', ''), 'Failed to close device. See "dmesg" for more information.'],
  [addTarget('nosuch', 't'), 'No such driver exists.'],
  [addTarget('iscsi', 'iqn.a'), 'Target already exists.'],
  [
    addTarget('copy_manager', 't'),
    'Driver is incapable of dynamically adding/removing targets or attributes.',
  ],
  [removeTarget('iscsi', 'x'), 'No such target exists.'],
  [addDynamicAttribute(ofDriver, 'enabled', '1'), 'Bad attributes given for driver.'],
  [
    addDynamicAttribute(ofTarget, 'IncomingUser', 'x'),
    'Failed to add target dynamic attribute. See "dmesg" for more information.',
  ],
  [addGroup('iscsi', 'iqn.a', 'g'), 'Group already exists.'],
  [removeGroup('iscsi', 'iqn.a', 'x'), 'No such group exists.'],
  [addInitiator(group, 'iqn.i'), 'Initiator already exists.'],
  [removeInitiator(group, 'x'), 'No such initiator exists.'],
  [moveInitiator(group, 'iqn.i', 'x'), 'No such group exists.'],
  [addLun(target, '0', 'n1'), 'LUN already exists.'],
  [addLun(target, '1', 'x'), 'No such device exists.'],
  [addLun(target, '1', 'n1', new Map([['x', ['1']]])), 'Bad attributes for LUN.'],
  [addLun(target, '', 'n1'), 'Failed to add LUN to target. See "dmesg" for more information.'],
  [removeLun(target, '9'), 'No such LUN exists.'],
  [removeLun(target, ''), 'Failed to add LUN to target. See "dmesg" for more information.'],
  [replaceLun(target, '0', 'n1'), 'Device already exists for LUN.'],
] as [Operation, string][]) {
  test(`${operation.text || operation.path} fails: ${why}`, async () => {
    const { tree, write } = liveTree()
    for (const [path, text] of SAMPLE) await write(path, text)
    const ran = await stepsOn(tree, () => must(operation))
    assert.equal(
      ran.stdout,
      `\t-> ${operation.says}: done.\n\n\nFATAL: Received the following error:\n\n\t${why}\n\n`,
    )
    assert.equal(ran.status, 1)
  })
}
