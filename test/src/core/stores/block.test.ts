import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { openBlockStore } from '../../../../src/core/stores/block.ts'
import { openFileStore } from '../../../../src/core/stores/file.ts'
import { temporaryFile } from '../../../support/scsi.ts'

const MIB = 1 << 20
const code = (expected: string) => (error: NodeJS.ErrnoException) => error.code === expected

/** A loop device; undefined where there is none to be had. */
function loopDevice(size: number): string | undefined {
  try {
    return execFileSync('losetup', ['--show', '-f', temporaryFile(size)], { stdio: 'pipe' })
      .toString()
      .trim()
  } catch {
    return undefined
  }
}

describe('a block store', () => {
  it('wants a block device', async () => {
    await assert.rejects(openBlockStore(temporaryFile(MIB), { readOnly: false }), code('ENOTBLK'))
    await assert.rejects(openBlockStore('/dev/none', { readOnly: false }), code('ENOENT'))
  })

  it('has it for itself, knows its size and gives blocks back', async (t) => {
    const device = loopDevice(4 * MIB)
    if (device === undefined) return t.skip('no loop device')
    try {
      const store = await openBlockStore(device, { readOnly: false })
      assert.equal(store.size, 4 * MIB)
      assert.equal(store.canDiscard, true)
      assert.ok((store.limits.physicalBlockSize ?? 0) >= 512)
      await assert.rejects(openBlockStore(device, { readOnly: false }), code('EBUSY'))
      await store.writeFrom([Buffer.alloc(8192, 1)], 0)
      await store.flush()
      await store.discard(0, 4096)
      const span = Buffer.alloc(8192)
      await store.readInto(span, 0)
      assert.deepEqual([span[0], span[4096]], [0, 1])
      await store.zero(4096, 512)
      await store.readInto(span, 0)
      assert.deepEqual([span[4096], span[4608]], [0, 1])
      const file = await openFileStore(device, { readOnly: false })
      assert.equal(file.medium, store.medium)
      await file.close()
      await store.close()
      const asFile = await openFileStore(device, { readOnly: true })
      assert.equal(asFile.size, 4 * MIB)
      await asFile.close()
    } finally {
      execFileSync('losetup', ['-d', device])
    }
  })
})
