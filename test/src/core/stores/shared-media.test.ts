import assert from 'node:assert/strict'
import { closeSync, openSync } from 'node:fs'
import { it } from 'node:test'
import { shareMedium, sharing } from '../../../../src/core/stores/shared-media.ts'
import { tryLock } from '../../../../src/core/stores/system-calls.ts'
import { temporaryFile } from '../../../support/scsi.ts'

it('a file is locked while it has users, shared while all of them only read', () => {
  const path = temporaryFile(4096)
  const [fd, stranger] = [openSync(path, 'r+'), openSync(path, 'r')]
  const reader = shareMedium(Buffer.from(path), fd, 'shared')
  assert.deepEqual([tryLock(stranger, false), tryLock(stranger, true)], [true, false])
  closeSync(stranger)
  const writer = shareMedium(Buffer.from(path), fd, 'exclusive')
  assert.equal(reader.medium, writer.medium)
  const other = openSync(path, 'r')
  assert.equal(tryLock(other, false), false)
  reader.leave()
  writer.leave()
  assert.equal(tryLock(other, true), true)
  closeSync(other)
  closeSync(fd)
})

it('a file of which nothing could be made is not kept locked', () => {
  const path = temporaryFile(4096)
  const [fd, stranger] = [openSync(path, 'r+'), openSync(path, 'r')]
  const make = () => {
    throw new Error('no size')
  }
  assert.throws(() => sharing(Buffer.from(path), fd, 'exclusive', make), /no size/)
  assert.equal(tryLock(stranger, true), true)
  closeSync(stranger)
  closeSync(fd)
})

it('a file that another holds is refused, and left alone', () => {
  const path = temporaryFile(4096)
  const [fd, stranger] = [openSync(path, 'r+'), openSync(path, 'r')]
  tryLock(stranger, true)
  assert.throws(() => shareMedium(Buffer.from(path), fd, 'exclusive'), { code: 'EBUSY' })
  closeSync(stranger)
  shareMedium(Buffer.from(path), fd, 'exclusive').leave()
  closeSync(fd)
})
