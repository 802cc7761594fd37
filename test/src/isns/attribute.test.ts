import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  behindDelimiter,
  decodeAttributes,
  delimiter,
  encodeAttributes,
  number,
  numberOf,
  TAG,
  text,
  textOf,
} from '../../../src/isns/attribute.ts'

describe('iSNS attributes (RFC 4171 §5.3)', () => {
  const attributes = [text('iSCSI Name', 'iqn.a'), delimiter, number('iSCSI Node Type', 2)]

  it('are read as they are written', () => {
    const [name, , type] = decodeAttributes(encodeAttributes(attributes))
    assert.deepEqual([name!.tag, textOf(name!), numberOf(type!)], [TAG['iSCSI Name'], 'iqn.a', 2])
  })

  it('behind the delimiter stands what a response is about', () => {
    assert.deepEqual(behindDelimiter(attributes), attributes.slice(2))
  })

  it('that run past the end are left out', () => {
    assert.equal(decodeAttributes(encodeAttributes(attributes).subarray(0, -1)).length, 2)
  })
})
