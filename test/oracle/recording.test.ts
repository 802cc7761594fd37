import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordedBytes } from './recording.ts'

test('text becomes its UTF-8 bytes, lone surrogates the bytes they stand for', () => {
  assert.equal(recordedBytes('ü'), '\xc3\xbc')
  assert.equal(recordedBytes('a\udcff\udc80'), 'a\xff\x80')
})
