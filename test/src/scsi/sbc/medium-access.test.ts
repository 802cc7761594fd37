import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nullStore } from '../../../../src/core/stores/null.ts'
import {
  firstDifference,
  inPieces,
  isZero,
  PIECE,
  readBytes,
  repeated,
} from '../../../../src/scsi/sbc/medium-access.ts'
import { disk, initiator, taskFor } from '../../../support/scsi.ts'

describe('comparing', () => {
  for (const [a, b, expected] of [
    ['abc', 'abc', undefined],
    ['abc', 'abd', 2],
    ['xbc', 'abc', 0],
  ] as const)
    it(`${a} and ${b}`, () => assert.equal(firstDifference(Buffer.from(a), Buffer.from(b)), expected))

  it('zeros', () => assert.deepEqual([isZero(Buffer.alloc(9)), isZero(Buffer.from([0, 1]))], [true, false]))
})

it('a block over and over', () => assert.equal(repeated(Buffer.from('ab'), 5).toString(), 'ababa'))

describe('pieces', () => {
  const pieces = async (blocks: number, abortAfter = Number.POSITIVE_INFINITY, blockSize = 512) => {
    const task = taskFor(initiator(), '00')
    Object.assign(task, { lba: 2, blocks })
    const done: [number, number][] = []
    await inPieces(task, disk({ blockSize }), (offset, size) => {
      done.push([offset, size])
      task.aborted = done.length >= abortAfter
    })
    return done
  }

  it('cover the range', async () => {
    assert.deepEqual(await pieces(2049), [
      [1024, PIECE],
      [1024 + PIECE, 512],
    ])
    assert.deepEqual(await pieces(0), [])
  })

  it('are never less than a block', async () => {
    assert.deepEqual(await pieces(1, undefined, 4 * PIECE), [[8 * PIECE, 4 * PIECE]])
  })

  it('end with an abort', async () => assert.equal((await pieces(9 * 2048, 2)).length, 2))
})

it('a short read is an unrecovered one', async () => {
  const store = nullStore(512)
  store.readInto = (span) => span.length - 1
  await assert.rejects(readBytes(store, 0, 10), { message: 'UNRECOVERED READ ERROR' })
})
