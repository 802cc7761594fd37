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
import { initiator, taskFor } from '../../../support/scsi.ts'

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
  const pieces = async (length: number, abortAfter = Number.POSITIVE_INFINITY) => {
    const task = taskFor(initiator(), '00')
    const done: [number, number][] = []
    await inPieces(task, 100, length, (offset, size) => {
      done.push([offset, size])
      task.aborted = done.length >= abortAfter
    })
    return done
  }

  it('cover the range', async () => {
    assert.deepEqual(await pieces(PIECE + 5), [
      [100, PIECE],
      [100 + PIECE, 5],
    ])
    assert.deepEqual(await pieces(0), [])
  })

  it('end with an abort', async () => assert.equal((await pieces(9 * PIECE, 2)).length, 2))
})

it('a short read is an unrecovered one', async () => {
  const store = nullStore(512, { readZero: true })
  store.readInto = (span) => span.length - 1
  await assert.rejects(readBytes(store, 0, 10), { message: 'UNRECOVERED READ ERROR' })
})
