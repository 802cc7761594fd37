import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SysfsError, type Write } from '../../../src/sysfs/sysfs.ts'
import { writeEach } from '../../../src/sysfs/write-each.ts'

const writes = ['a', 'nosuch', 'b'].map((path) => ({ path, text: '1' }))
const nosuch = new SysfsError('ENOENT', 'nosuch', 'lookup')

/** Knows `a` and `b`; notes what it took. */
const taker = () => {
  const taken: string[] = []
  const take = async ({ path }: Write) => {
    if (path === 'nosuch') throw nosuch
    taken.push(path)
  }
  return { taken, take }
}

test('writes end with the first that fails', async () => {
  const { taken, take } = taker()
  assert.deepEqual(await writeEach(writes, { stopOnError: true }, take), [undefined, nosuch])
  assert.deepEqual(taken, ['a'])
})

test('writes go on behind one that fails where that is asked for', async () => {
  const { taken, take } = taker()
  assert.deepEqual(await writeEach(writes, { stopOnError: false }, take), [undefined, nosuch, undefined])
  assert.deepEqual(taken, ['a', 'b'])
})

test('a fault of ours is no result', async () => {
  const fault = () => Promise.reject(new TypeError('a fault'))
  await assert.rejects(writeEach(writes, { stopOnError: false }, fault), /a fault/)
})
