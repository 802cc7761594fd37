import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { lunAt, lunField } from '../../../src/iscsi/lun.ts'

const fields: readonly [hex: string, lun: number][] = [
  ['0000000000000000', 0],
  ['00ff000000000000', 255],
  ['4100000000000000', 256],
  ['7fff000000000000', 16383],
  ['8005000000000000', 5],
  ['0001000100000000', -1],
  ['c101000000000000', -1],
]

describe('the LUN field (SAM-5 §4.7)', () => {
  for (const [hex, lun] of fields) {
    it(`${hex} is ${lun < 0 ? 'none of ours' : lun}`, () => {
      assert.equal(lunAt(Buffer.from(`ffff${hex}`, 'hex'), 2), lun)
    })
  }

  it('is written as it is read', () => {
    for (const lun of [0, 1, 255, 256, 16383]) assert.equal(lunAt(Buffer.from(lunField(lun)), 0), lun)
  })
})
