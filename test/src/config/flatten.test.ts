import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flatten } from '../../../src/config/flatten.ts'
import { elaborate } from '../../../src/config/scst/elaborate.ts'
import { readLenient } from '../../../src/config/scst/lenient.ts'

const TEXT = `threads 2
HANDLER h {
	DEVICE d {
		a 1
	}
}
TARGET_DRIVER i {
	TARGET t {
		LUN 0 d
		GROUP g {
			INITIATOR x
		}
	}
}
DEVICE_GROUP dg {
	DEVICE d
	TARGET_GROUP tg {
		TARGET t
	}
}
`

test('every object and attribute by the blocks it stands in', () => {
  const items = [...flatten(elaborate(readLenient(TEXT)))]
  assert.deepEqual(
    items.map(({ path, values }) => path.join(' > ') + (values ? ` = ${values}` : '')),
    [
      'threads = 2',
      'HANDLER h > DEVICE d',
      'HANDLER h > DEVICE d > a = 1',
      'TARGET_DRIVER i > TARGET t',
      'TARGET_DRIVER i > TARGET t > LUN 0 d',
      'TARGET_DRIVER i > TARGET t > GROUP g',
      'TARGET_DRIVER i > TARGET t > GROUP g > INITIATOR x',
      'DEVICE_GROUP dg',
      'DEVICE_GROUP dg > DEVICE d',
      'DEVICE_GROUP dg > TARGET_GROUP tg',
      'DEVICE_GROUP dg > TARGET_GROUP tg > TARGET t',
    ],
  )
})
