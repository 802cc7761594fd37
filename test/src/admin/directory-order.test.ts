import assert from 'node:assert/strict'
import { test } from 'node:test'
import { directoryOrder } from '../../../src/admin/directory-order.ts'

// As a Linux 6.1 listed directories of these names.
for (const order of [
  ['spare', 'disk1', 'disk2'],
  ['n2', 'n1'],
  ['gone', 'n1'],
  ['disk3', 'disk1', 'disk2'],
]) {
  test(order.join(' '), () => assert.deepEqual(directoryOrder([...order].sort()), order))
}
