import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bySysfsOrder, sysfsHash } from '../../../src/lib/sysfs-order.ts'

/** The same in whole numbers of any size. */
const reference = (name: string): number => {
  const mask = (1n << 64n) - 1n
  let hash = 0n
  for (const char of name) {
    const c = BigInt(char.charCodeAt(0))
    hash = ((hash + (c << 4n) + (c >> 4n)) * 11n) & mask
  }
  const folded = Number((((hash * 0x61c8864680b583ebn) & mask) >> 32n) & 0x7fffffffn)
  if (folded < 2) return folded + 2
  return Math.min(folded, 0x7ffffffe)
}

test('names stand where Linux hashes them', () => {
  const names = ['', 'a', 'disk1', 'iqn.2006-10.net.vlnb:tgt', 'ÿ'.repeat(200), 'x'.repeat(255)]
  for (const name of names) assert.equal(sysfsHash(name), reference(name), name)
})

test('recorded directories come in their order', () => {
  assert.deepEqual(['disk1', 'disk2', 'spare'].sort(bySysfsOrder), ['spare', 'disk1', 'disk2'])
  assert.deepEqual(['n1', 'n2'].sort(bySysfsOrder), ['n2', 'n1'])
  assert.deepEqual(['disk1', 'disk2', 'disk3'].sort(bySysfsOrder), ['disk3', 'disk1', 'disk2'])
})
