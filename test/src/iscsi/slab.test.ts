import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SLAB, SlabPool, SMALL_SLAB } from '../../../src/iscsi/slab.ts'

describe('slabs', () => {
  it('begin at pages, so that files opened past the cache take them', () => {
    const { bytes } = new SlabPool().take(SLAB)
    assert.equal(bytes.byteOffset % 4096, 0)
    assert.equal(bytes.length, SLAB)
  })

  it('go back to the pool with their last hold', () => {
    const pool = new SlabPool()
    const slab = pool.take(1)
    slab.hold()
    slab.release()
    assert.equal(slab.isFree, true)
    assert.equal(pool.lentBytes, SMALL_SLAB)
    slab.release()
    assert.equal(pool.lentBytes, 0)
    assert.equal(pool.take(1), slab)
  })

  it('hold the largest PDU that can be negotiated, and not more', () => {
    const pool = new SlabPool()
    assert.ok(pool.take(1048576 + 48 + 1020 + 8).length >= 1048576)
    assert.throws(() => pool.take(1 << 24), /a slab holds/)
  })
})
