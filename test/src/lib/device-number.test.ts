import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceNumber } from '../../../src/lib/device-number.ts'

test('major and minor number', () => {
  assert.equal(deviceNumber(0x0801), '8:1')
  assert.equal(deviceNumber(0x1200345), '3:4677')
})
