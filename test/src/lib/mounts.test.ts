import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { test } from 'node:test'
import { deviceNumber } from '../../../src/lib/device-number.ts'
import { mounts } from '../../../src/lib/mounts.ts'

test('what is mounted, with the number of its device', () => {
  const proc = mounts().find(({ directory }) => directory === '/proc')
  assert.deepEqual(proc, { device: deviceNumber(statSync('/proc').dev), directory: '/proc', type: 'proc' })
})
