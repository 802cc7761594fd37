import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  serialAdd,
  serialDistance,
  serialLess,
  serialLessOrEqual,
  serialWithin,
} from '../../../src/lib/serial.ts'

const serial = () => fc.nat({ max: 0xffffffff })

test('numbers wrap', () => {
  assert.equal(serialAdd(0xffffffff, 1), 0)
  assert.equal(serialDistance(0, 0xffffffff), 1)
  assert.ok(serialLess(0xffffffff, 0))
  assert.ok(serialLessOrEqual(5, 5))
  assert.ok(serialWithin(1, 0xfffffff0, 16))
  assert.ok(!serialWithin(17, 0xfffffff0, 16))
})

test('adding and distance are inverse, and order follows distance', () => {
  fc.assert(
    fc.property(serial(), fc.integer({ min: 1, max: 0x7fffffff }), (a, n) => {
      const b = serialAdd(a, n)
      assert.equal(serialDistance(b, a), n)
      assert.ok(serialLess(a, b) && !serialLess(b, a))
      assert.ok(serialWithin(a, a, b) && serialWithin(b, a, b) && !serialWithin(serialAdd(b, 1), a, b))
    }),
  )
})
