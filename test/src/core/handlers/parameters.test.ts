import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readParameters } from '../../../../src/core/handlers/parameters.ts'
import { vdiskHandlers } from '../../../../src/core/handlers/vdisk.ts'
import { silent } from '../../../../src/lib/log.ts'
import { Refusal } from '../../../../src/lib/refusal.ts'
import { Words } from '../../../../src/lib/words.ts'

const [fileio, , nullio] = vdiskHandlers()

const read = (text: string, handler = fileio!) => readParameters(handler, 'd', new Words(text), silent)

test('what is not said is the handler’s default', () => {
  const { creation, given } = read('')
  assert.equal(creation.blockSize, 512)
  assert.equal(creation.rotational, true)
  assert.equal(creation.bindAluaState, false)
  assert.equal(given.size, 0)
})

test('the last of several counts, and names have any case', () => {
  const { creation, given } = read('TST=0; tst=1; BlockSize=4096')
  assert.equal(creation.tst, 1)
  assert.equal(creation.blockSize, 4096)
  assert.deepEqual([...given], ['tst', 'blocksize'])
})

test('flags are the lowest bit, but async any other number than 0', () => {
  const { creation } = read('nv_cache=2; read_only=3; async=2')
  assert.equal(creation.nvCache, false)
  assert.equal(creation.readOnly, true)
  assert.equal(creation.async, true)
})

test('sizes in MiB are multiplied in 64 bits', () => {
  assert.equal(read('size_mb=10; size=512', nullio!).creation.size, 512n)
  assert.equal(read('size_mb=17592186044416', nullio!).creation.size, 0n)
})

test('block sizes are rounded down to a power of two', () => {
  assert.equal(read('blocksize=513').creation.blockSize, 512)
  assert.equal(read('blocksize=0').creation.blockSize, 512)
  assert.equal(read('blocksize=2147483648').creation.blockSize, 2 ** 31)
})

test('fileio takes names that its usage does not list, others do not', () => {
  assert.equal(read('lb_per_pb_exp=0').creation.lbPerPbExp, false)
  assert.throws(
    () => read('lb_per_pb_exp=0', nullio!),
    (error) => error instanceof Refusal && error.code === 'EINVAL',
  )
})
