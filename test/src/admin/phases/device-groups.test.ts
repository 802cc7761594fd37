import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apply, changesOf } from '../../../support/admin.ts'
import { liveTree } from '../../../support/live-tree.ts'

const DEVICES = 'HANDLER vdisk_nullio {\nDEVICE n1\nDEVICE n2\n}\nTARGET_DRIVER iscsi {\nenabled 0\n}\n'
const FULL = `${DEVICES}DEVICE_GROUP dg {
	DEVICE n1
	DEVICE n2
	TARGET_GROUP tg {
		state standby
		TARGET remote {
			rel_tgt_id 5
		}
	}
	TARGET_GROUP other
}
`
const LESS = `${DEVICES}DEVICE_GROUP dg {\n\tDEVICE n1\n\tTARGET_GROUP tg\n}\n`

test('a device group comes with all that is in it', async () => {
  const { tree } = liveTree()
  const { stdout } = await apply(tree, FULL)
  assert.deepEqual(stdout.split('\n').slice(2, 10), [
    "	-> Adding new device group 'dg': done.",
    "	-> Adding new device group/device 'dg/n1': done.",
    "	-> Adding new device group/device 'dg/n2': done.",
    "	-> Adding new target group 'other' to device group 'dg': done.",
    "	-> Adding new target group 'tg' to device group 'dg': done.",
    "	-> Adding new target group/target 'tg/remote' to device group 'dg': done.",
    "	-> Setting target attribute 'rel_tgt_id' to value '5' for target 'dg/tg/remote': done.",
    "	-> Setting Target Group attribute 'state' to value 'standby' for target group 'dg/tg': done.",
  ])
})

test('what the file lacks is reported, or removed', async () => {
  const { tree, names } = liveTree()
  await apply(tree, FULL)
  assert.deepEqual((await apply(tree, LESS)).stdout.split('\n').slice(0, 3), [
    "	-> Device 'n2' within device group 'dg' is not in configuration. Use -force to remove.",
    "	-> Target Group 'dg/other' is not in configuration. Use -force to remove.",
    "	-> Target 'dg/tg/remote' is not in configuration. Use -force to remove.",
  ])
  assert.equal(changesOf(await apply(tree, LESS, { force: true })), 3)
  assert.deepEqual(await names('device_groups/dg/devices'), ['mgmt', 'n1'])
})

test('in strict mode a populated target group stops the removal of a device', async () => {
  const { tree } = liveTree()
  await apply(tree, FULL)
  const { stdout } = await apply(tree, LESS, { force: true, compatibility: 'strict' })
  assert.match(
    stdout,
    /\n\tTargets\n\t-------\n\tremote\n\n\nFATAL: .*\n\n\tDevice may still be in use, aborting\. Use -force to override\.\n/s,
  )
})

test('in strict mode a target group is as it is now: a target that the run removed does not stop it there', async () => {
  const before = `${DEVICES}TARGET_DRIVER iscsi {
	TARGET iqn.a
}
DEVICE_GROUP dg {
	DEVICE n1
	DEVICE n2
	TARGET_GROUP tg {
		TARGET iqn.a
	}
}
`
  const { tree } = liveTree()
  await apply(tree, before)
  const { stdout } = await apply(tree, LESS, { force: true, compatibility: 'strict' })
  assert.match(
    stdout,
    /Removing device 'n2' from target group 'dg': done\.\n.*\n\n\tNo such target exists within target group\./s,
  )
})
