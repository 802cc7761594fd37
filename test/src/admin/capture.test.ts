import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Capture, READ_TO_SAVE } from '../../../src/admin/capture.ts'
import { Running } from '../../../src/admin/running.ts'
import { printConfiguration } from '../../../src/config/scst/print.ts'
import { apply } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'

const FILE = `HANDLER vdisk_nullio {
	DEVICE n1 {
		blocksize 4096
		prod_id "a b"
	}

	DEVICE n2
}

TARGET_DRIVER copy_manager {
	TARGET copy_manager_tgt {
		LUN 0 n1
		LUN 1 n2
	}
}

TARGET_DRIVER iscsi {
	IncomingUser "joe twelve-bytes-long"
	enabled 1

	TARGET iqn.t {
		IncomingUser "fred twelve-bytes-long"
		MaxBurstLength 4096
		enabled 1
		rel_tgt_id 1

		LUN 0 n1
		LUN 10 n2 {
			read_only 1
		}

		GROUP g {
			LUN 0 n2

			INITIATOR iqn.i\\#1

			addr_method FLAT
		}
	}
}

DEVICE_GROUP dg {
	DEVICE n1

	TARGET_GROUP tg {
		group_id 5
		state active

		TARGET iqn.t
		TARGET remote {
			rel_tgt_id 9
		}
	}
}

`

test('what a file made, is written as that file', async () => {
  const { tree } = liveTree()
  await apply(tree, FILE)
  for (const selection of [undefined, READ_TO_SAVE]) {
    const running = await Running.read(tree, selection)
    const configuration = new Capture(running, { nonKey: false }).configuration()
    assert.equal(printConfiguration(configuration).split('\n').slice(3).join('\n'), FILE)
  }
})

test('with non-key attributes also what is at its default', async () => {
  const { tree } = liveTree()
  const { attributes, nonKey } = new Capture(await Running.read(tree), { nonKey: true }).configuration()
  assert.equal(attributes.size, 0)
  assert.deepEqual(nonKey?.get('setup_id'), ['0x0'])
  assert.ok(!nonKey?.has('trace_level'))
})
