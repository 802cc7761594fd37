import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBytes } from '../../../src/lib/units.ts'

for (const [bytes, text] of [
  [0, '0 B'],
  [512, '512 B'],
  [65536, '64 KiB'],
  [1.5 * 2 ** 30, '1.5 GiB'],
  [2 ** 60, '1024 PiB'],
] as const) {
  test(`${bytes} is ${text}`, () => assert.equal(formatBytes(bytes), text))
}
