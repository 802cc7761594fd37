import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apply, changesOf } from '../../../support/admin.ts'
import { liveTree } from '../../../support/live-tree.ts'

const FILE = `setup_id 0x77
HANDLER vdisk_nullio {
	DEVICE n1
}
TARGET_DRIVER iscsi {
	enabled 1
	TARGET t {
		enabled 1
		LUN 0 n1
	}
}
DEVICE_GROUP dg {
	DEVICE n1
}
`

test('devices, targets, device groups, enabling, SCST itself: in this order', async () => {
  const { stdout } = await apply(liveTree().tree, FILE)
  assert.deepEqual(
    [...stdout.matchAll(/^\t-> (\w+ \w+ ?\w*)/gm)].map(([, words]) => words),
    [
      'Opening device ',
      'Creating target ',
      'Adding device ',
      'Adding new device',
      'Adding new device',
      'Enabling driver',
      'Enabling driver ',
      'Setting SCST attribute',
    ],
  )
})

test('with -force the system is read again where that matters', async () => {
  const { tree } = liveTree()
  await apply(tree, FILE)
  const { stdout } = await apply(
    tree,
    FILE.replace('DEVICE n1\n}\nTARGET', 'DEVICE n1 {\nblocksize 4096\n}\n}\nTARGET'),
    {
      force: true,
    },
  )
  const lines = stdout.split('\n').filter((line) => /Collecting|Adding|Closing|Opening/.test(line))
  assert.deepEqual(lines.at(-2), "	-> Adding device 'n1' at LUN 0 to driver/target 'iscsi/t': done.")
  assert.deepEqual(lines.at(-1), "	-> Adding new device group/device 'dg/n1': done.")
  assert.equal(changesOf(await apply(tree, FILE, { force: true })), 4)
})
