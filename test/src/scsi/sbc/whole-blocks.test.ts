import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inWholeBlocks } from '../../../../src/scsi/sbc/whole-blocks.ts'

/** Spans (as text) at their offsets, with blocks of four bytes; what was drained where. */
function drained(
  ...sent: readonly (readonly [offset: number, ...spans: string[]])[]
): (readonly [number, string])[] {
  const calls: (readonly [number, string])[] = []
  const drain = inWholeBlocks(4, (spans, offset) => {
    calls.push([offset, Buffer.concat(spans).toString()])
  })
  for (const [offset, ...spans] of sent) {
    const bytes = spans.map((span) => Buffer.from(span))
    void drain(bytes, offset)
    // The spans were lent.
    for (const span of bytes) span.fill('-')
  }
  return calls
}

describe('whole blocks', () => {
  it('pass as they are', () => {
    const span = Buffer.from('abcdefgh')
    let seen: readonly Uint8Array[] = []
    void inWholeBlocks(4, (spans) => {
      seen = spans
    })([span], 8)
    assert.equal(seen[0], span)
  })

  it('are made of pieces', () => {
    assert.deepEqual(drained([0, 'abcdef'], [6, 'g'], [7, 'hijklmn'], [14, 'op']), [
      [0, 'abcd'],
      [4, 'efghijkl'],
      [12, 'mnop'],
    ])
  })

  it('of one call are drained by one', () => {
    assert.deepEqual(drained([0, 'a', 'bc', 'defghi', 'j']), [[0, 'abcdefgh']])
  })

  it('may come in any order', () => {
    assert.deepEqual(drained([6, 'ghijkl'], [4, 'ef'], [0, 'abcd']), [
      [8, 'ijkl'],
      [4, 'efgh'],
      [0, 'abcd'],
    ])
  })

  it('that never end are never drained', () => assert.deepEqual(drained([0, 'abc'], [5, 'fgh']), []))
})
