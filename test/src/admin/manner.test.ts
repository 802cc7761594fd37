import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted, isCertain, later, type Manner } from '../../../src/admin/manner.ts'
import { addGroup } from '../../../src/admin/operation.ts'
import { dry } from '../../support/admin.ts'

const manner = (departs: boolean, options: Partial<Manner> = {}): Manner => ({
  force: false,
  debug: false,
  continuesOnError: false,
  preserveClusterMode: false,
  departs: () => departs,
  ...options,
})

test('failures count in the original', () => {
  assert.equal(counted(0, manner(true)), 1)
  assert.equal(counted(42, manner(true)), 0)
  assert.equal(counted(42, manner(false)), 1)
})

test('a queued write knows whether its failure counts', async () => {
  const operation = addGroup('d', 't', 'g')
  assert.deepEqual((await dry(later(operation, manner(false)))).wanted, [
    { kind: 'queue', operation, countsFailure: true },
  ])
})

test('only a run that stops at errors and really writes can be sure', () => {
  assert.equal(isCertain(manner(true)), true)
  assert.equal(isCertain(manner(true, { debug: true })), false)
  assert.equal(isCertain(manner(true, { continuesOnError: true })), false)
})
