import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drive } from '../../../../src/admin/drive.ts'
import { check } from '../../../../src/admin/phases/check.ts'
import { Rehearsal } from '../../../../src/admin/rehearsal.ts'
import { Running } from '../../../../src/admin/running.ts'
import { elaborate } from '../../../../src/config/scst/elaborate.ts'
import { readLenient } from '../../../../src/config/scst/lenient.ts'
import { liveTree } from '../../../support/live-tree.ts'

async function checked(text: string, departs = false) {
  const running = await Running.read(liveTree().tree)
  const rehearsal = new Rehearsal(running, 'fail')
  const result = await drive(
    check(elaborate(readLenient(text)), running, () => departs),
    rehearsal.perform,
  )
  return { ...result, said: rehearsal.remarks.map((remark) => remark.trim()) }
}

const DEVICE = 'HANDLER vdisk_nullio {\n\tDEVICE n1\n}\n'
const target = (lines: string, driver = 'iscsi'): string =>
  `${DEVICE}TARGET_DRIVER ${driver} {\n\tTARGET t {\n${lines}\n\t}\n}\n`

for (const [what, text, said, errors] of [
  [
    'nothing to do',
    'threads 2\n',
    [
      '-> WARNING: No TARGET_DRIVER section defined. No target drivers will be configured.',
      '-> WARNING: No HANDLER section defined. Only physical media will be configured for targets.',
      'FATAL: No target drivers or handlers defined, aborting!',
    ],
    1,
  ],
  [
    'a driver that is not loaded',
    target('', 'fc'),
    ["-> WARNING: Target driver 'fc' is not loaded or available."],
    0,
  ],
  [
    'a driver without targets',
    `${DEVICE}TARGET_DRIVER iscsi {\n}\n`,
    ["-> WARNING: Driver 'iscsi' has no configured targets."],
    0,
  ],
  [
    'an initiator in two groups',
    target('GROUP a {\nINITIATOR i\n}\nGROUP b {\nINITIATOR i\n}'),
    [
      "-> FATAL: Initiator 'i' belongs to more than one group.\n\t     Initiators can only belong to one group at a time for a given target.",
    ],
    1,
  ],
  [
    'a target that cannot be made',
    target('', 'copy_manager'),
    ["-> FATAL: Target 't' for driver 'copy_manager' does not exist."],
    1,
  ],
  [
    'a handler that is not there',
    'HANDLER x {\n}\nTARGET_DRIVER iscsi {\nTARGET t\n}\n',
    ["-> WARNING: No such handler 'x' available, ignoring."],
    0,
  ],
  [
    'a LUN of nothing',
    target('LUN 0 x'),
    [
      "-> WARNING: Device 'x' associated with driver/target 'iscsi/t' at LUN 0 is not defined within configuration, removing it.",
      "-> WARNING: No LUN 0 defined for driver/target 'iscsi/t'. Many initiators require a LUN 0 to be defined.",
    ],
    0,
  ],
  [
    'a group without LUN 0',
    target('LUN 0 n1\nGROUP g {\nLUN 1 n1\n}'),
    [
      "-> WARNING: No LUN 0 defined for driver/target/group 'iscsi/t/g'. Many initiators require a LUN 0 to be defined.",
    ],
    0,
  ],
  [
    'a device group of nothing',
    `${target('LUN 0 n1')}DEVICE_GROUP dg {\nDEVICE x\n}\n`,
    [
      "-> WARNING: Device 'x' associated with device group 'dg' is not defined within configuration, removing it.",
    ],
    0,
  ],
] as [string, string, string[], number][]) {
  test(what, async () => {
    const result = await checked(text)
    assert.deepEqual(result.said, said)
    assert.equal(result.errors, errors)
  })
}

test('what cannot work is left out of what is applied', async () => {
  const { configuration } = await checked(target('LUN 0 n1\nLUN 1 x'))
  assert.deepEqual([...configuration.drivers.get('iscsi')!.targets.get('t')!.luns.keys()], ['0'])
})

test('a device by its path takes its LUNs along, but not in strict mode', async () => {
  const text =
    'HANDLER vdisk_nullio {\nDEVICE /dev/n1\n}\nTARGET_DRIVER iscsi {\nTARGET t {\nLUN 0 n1\nLUN 1 /dev/n1\n}\n}\n'
  const luns = async (departs: boolean) => {
    const { configuration } = await checked(text, departs)
    const { luns } = configuration.drivers.get('iscsi')!.targets.get('t')!
    return [...luns].map(([lun, devices]) => `${lun} ${[...devices.keys()]}`)
  }
  assert.deepEqual(await luns(true), ['0 n1', '1 n1'])
  assert.deepEqual(await luns(false), ['1 /dev/n1'])
})

test('a path is no name, wherever it leads', async () => {
  const driver = await checked(`${DEVICE}TARGET_DRIVER copy_manager/copy_manager_tgt {\n\tTARGET t\n}\n`)
  assert.match(driver.said[0]!, /Target driver 'copy_manager\/copy_manager_tgt' is not loaded or available/)
  const inTarget = await checked(`${DEVICE}TARGET_DRIVER copy_manager {\n\tTARGET copy_manager_tgt/luns\n}\n`)
  assert.match(inTarget.said[0]!, /Target 'copy_manager_tgt\/luns' for driver 'copy_manager' does not exist/)
  const handler = await checked('HANDLER ../handlers/vcdrom {\n}\nTARGET_DRIVER iscsi {\nTARGET t\n}\n')
  assert.match(handler.said[0]!, /No such handler '\.\.\/handlers\/vcdrom' available/)
})
