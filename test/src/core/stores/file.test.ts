import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, statSync, symlinkSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { openFileStore } from '../../../../src/core/stores/file.ts'
import { temporaryFile } from '../../../support/scsi.ts'

const MIB = 1 << 20
const writable = { readOnly: false }
const code = (expected: string) => (error: NodeJS.ErrnoException) => error.code === expected

describe('a file store', () => {
  it('reads and writes in place, several spans at a time', async () => {
    const path = temporaryFile(MIB)
    const store = await openFileStore(path, writable)
    await store.writeFrom([Buffer.from('abc'), Buffer.from('defgh')], 100)
    await store.writeFrom([Buffer.from('X')], 102)
    const span = Buffer.alloc(10)
    assert.equal(await store.readInto(span, 99), 10)
    assert.equal(span.toString('latin1'), '\0abXdefgh\0')
    await store.flush()
    await store.close()
    assert.equal(readFileSync(path).subarray(100, 108).toString(), 'abXdefgh')
  })

  it('reads up to the end, and says how far', async () => {
    const store = await openFileStore(temporaryFile(1000), writable)
    assert.equal(await store.readInto(Buffer.alloc(512), 900), 100)
    assert.equal(await store.readInto(Buffer.alloc(512), 1000), 0)
    await store.close()
  })

  it('looks its size up again', async () => {
    const path = temporaryFile(1000)
    const store = await openFileStore(path, writable)
    truncateSync(path, 5000)
    assert.equal(store.size, 1000)
    assert.equal(store.measure(), 5000)
    assert.equal(store.size, 5000)
    await store.close()
  })

  it('gives ranges back and knows its holes', async () => {
    const path = temporaryFile(4 * MIB)
    const store = await openFileStore(path, writable)
    assert.equal(store.canDiscard, true)
    await store.writeFrom([Buffer.alloc(MIB, 1)], MIB)
    assert.deepEqual(store.runAt(0), { mapped: false, end: MIB })
    assert.deepEqual(store.runAt(MIB + 5), { mapped: true, end: 2 * MIB })
    assert.deepEqual(store.runAt(3 * MIB), { mapped: false, end: 4 * MIB })
    await store.discard(MIB, MIB)
    assert.deepEqual(store.runAt(0), { mapped: false, end: 4 * MIB })
    assert.equal(statSync(path).size, 4 * MIB)
    await store.close()
  })

  it('zeroes the ends of a range that is not whole pages', async () => {
    const store = await openFileStore(temporaryFile(MIB), writable)
    await store.writeFrom([Buffer.alloc(16384, 1)], 0)
    await store.discard(512, 8192)
    const span = Buffer.alloc(16384)
    await store.readInto(span, 0)
    assert.deepEqual([span[511], span[512], span[8703], span[8704]], [1, 0, 0, 1])
    await store.close()
  })

  it('names what cannot be opened', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tscst-'))
    await assert.rejects(openFileStore(join(directory, 'missing'), writable), code('ENOENT'))
    await assert.rejects(openFileStore(directory, { readOnly: true }), code('EINVAL'))
    await assert.rejects(openFileStore('/dev/null', { readOnly: true }), code('EINVAL'))
  })

  it('that may only be read is not written', async () => {
    const store = await openFileStore(temporaryFile(MIB), { readOnly: true })
    assert.equal(store.canDiscard, false)
    assert.throws(() => store.writeFrom([Buffer.from('x')], 0), code('EBADF'))
    await store.close()
  })
})

describe('one file', () => {
  it('may back several devices of one daemon, by any of its names', async () => {
    const path = temporaryFile(MIB)
    const other = `${path}-link`
    symlinkSync(path, other)
    const stores = [await openFileStore(path, writable), await openFileStore(other, writable)]
    assert.equal(stores[0]!.medium, stores[1]!.medium)
    for (const store of stores) await store.close()
  })

  it('is refused while another process serves it', async () => {
    const path = temporaryFile(MIB)
    const script = `
      const { openFileStore } = await import(${JSON.stringify(new URL('../../../../src/core/stores/file.ts', import.meta.url).href)})
      await openFileStore(${JSON.stringify(path)}, { readOnly: false })
      console.log('open')
      process.stdin.resume()`
    const other = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await once(other.stdout, 'data')
    await assert.rejects(openFileStore(path, writable), (error: NodeJS.ErrnoException) => {
      assert.match(error.message, /another process uses it/)
      return error.code === 'EBUSY'
    })
    other.kill('SIGKILL')
    await once(other, 'exit')
    const store = await openFileStore(path, writable)
    await store.close()
  })
})

describe('a disk that fails', () => {
  /** A file system of one megabyte, as far as that can be had. */
  async function small(): Promise<string | undefined> {
    const directory = mkdtempSync(join(tmpdir(), 'tscst-'))
    try {
      await promisify(execFile)('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory])
      return directory
    } catch {
      return undefined
    }
  }

  it('without room says ENOSPC', async (t) => {
    const directory = await small()
    if (directory === undefined) return t.skip('mounting needs root')
    try {
      const path = join(directory, 'disk')
      await promisify(execFile)('truncate', ['-s', '4M', path])
      const store = await openFileStore(path, writable)
      assert.throws(() => store.writeFrom([Buffer.alloc(2 * MIB, 1)], 0), code('ENOSPC'))
      await store.close()
    } finally {
      await promisify(execFile)('umount', [directory])
    }
  })
})
