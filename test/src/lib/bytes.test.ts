import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromBuffer, fromUnicode, toBuffer, toUnicode } from '../../../src/lib/bytes.ts'

test('one character a byte, whatever the bytes are', () => {
  const bytes = Buffer.from([0x61, 0x00, 0xff, 0xc3, 0xbc])
  assert.equal(fromBuffer(bytes), 'a\x00\xff\xc3\xbc')
  assert.deepEqual(toBuffer(fromBuffer(bytes)), bytes)
})

test('text that a person wrote becomes its UTF-8 bytes, and back for display', () => {
  assert.equal(fromUnicode('ü'), '\xc3\xbc')
  assert.equal(toUnicode('\xc3\xbc'), 'ü')
  assert.equal(toUnicode('\xff'), '�')
})

test('a view into a larger buffer is only its part', () => {
  assert.equal(fromBuffer(Buffer.from('abcdef').subarray(2, 4)), 'cd')
})
