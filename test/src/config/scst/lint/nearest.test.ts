import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from '../../../../../src/config/scst/lint/nearest.ts'

const KNOWN = ['enabled', 'read_only', 'isns', 'tst']

for (const [name, meant] of [
  ['Enabled', 'enabled'],
  ['enabeld', 'enabled'],
  ['readonly', 'read_only'],
  ['isnz', 'isns'],
  ['xyz', undefined],
  ['tab', undefined],
] as const) {
  test(`${name} may mean ${meant}`, () => assert.equal(nearest(name, KNOWN), meant))
}
