import assert from 'node:assert/strict'
import { closeSync, openSync } from 'node:fs'
import { describe, it } from 'node:test'
import { type DescriptorKind, DescriptorStore } from '../../../../src/core/stores/descriptor-store.ts'
import { systemError } from '../../../../src/core/stores/system-calls.ts'
import { Medium } from '../../../../src/scsi/medium.ts'
import { temporaryFile } from '../../../support/scsi.ts'

function unsupported(): never {
  throw systemError('EOPNOTSUPP', 'fallocate')
}

const SIZE = 1 << 20
const kind: DescriptorKind = {
  medium: new Medium(),
  limits: {},
  canDiscard: false,
  measure: () => SIZE,
  discard: unsupported,
  zero: unsupported,
  left() {},
}

describe('a descriptor store', () => {
  it('writes zeros where nothing can be given back', async () => {
    const store = new DescriptorStore(openSync(temporaryFile(SIZE), 'r+'), kind)
    await store.writeFrom([Buffer.alloc(4096, 7)], 0)
    await store.discard(1024, 1024)
    await store.zero(2048, 1024)
    const span = Buffer.alloc(4096)
    await store.readInto(span, 0)
    assert.deepEqual([span[1023], span[1024], span[3071], span[3072]], [7, 0, 0, 7])
    await store.close()
  })

  it('says once that a flush failed', async () => {
    const fd = openSync(temporaryFile(SIZE), 'r+')
    const store = new DescriptorStore(fd, kind)
    await store.flush()
    closeSync(fd)
    await assert.rejects(store.flush(), { code: 'EBADF' })
    const again = openSync(temporaryFile(SIZE), 'r+')
    assert.equal(again, fd)
    await store.flush()
    closeSync(again)
  })

  it('flushes before it closes, and takes no calls afterwards', async () => {
    const store = new DescriptorStore(openSync(temporaryFile(SIZE), 'r+'), kind)
    await store.writeFrom([Buffer.alloc(1)], 0)
    const flushed = store.flush()
    await store.writeFrom([Buffer.alloc(1)], 1)
    await Promise.all([flushed, store.close(), store.close()])
    assert.throws(() => store.readInto(Buffer.alloc(1), 0), { code: 'EBADF' })
    assert.throws(() => store.writeFrom([Buffer.alloc(1)], 0), { code: 'EBADF' })
    await assert.rejects(store.flush(), { code: 'EBADF' })
  })

  it('has one flush for all that wait', async () => {
    const store = new DescriptorStore(openSync(temporaryFile(SIZE), 'r+'), kind)
    const [first, second, third] = [store.flush(), store.flush(), store.flush()]
    assert.notEqual(first, second)
    assert.equal(second, third)
    await Promise.all([first, second])
    await store.close()
  })
})
