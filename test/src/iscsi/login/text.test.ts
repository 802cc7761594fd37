import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pieces, TextGathering } from '../../../../src/iscsi/login/text.ts'

describe('text over several PDUs (RFC 7143 §6.2)', () => {
  it('is whole with the first PDU without C bit', () => {
    const gathering = new TextGathering()
    assert.equal(gathering.add('A=', true), undefined)
    assert.equal(gathering.add('1\0', false), 'A=1\0')
  })

  it('ends at 64 KiB', () => {
    const gathering = new TextGathering()
    for (let n = 0; n < 8; n++) gathering.add('x'.repeat(8192), true)
    assert.throws(() => gathering.add('x', true), /65536/)
  })

  it('is cut into pieces that fit', () => {
    assert.deepEqual(pieces('abcde', 2), ['ab', 'cd', 'e'])
    assert.deepEqual(pieces('', 2), [''])
  })
})
