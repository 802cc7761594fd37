import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generatedUsn, identityOf } from '../../../src/core/identity.ts'
import { fromUnicode } from '../../../src/lib/bytes.ts'

test('a serial number follows from the name and the setup id', () => {
  assert.equal(generatedUsn('disk1', 0), 'b8fdbd32')
  assert.equal(generatedUsn('gone', 0), '53d2e4f', 'no zeros in front')
  assert.equal(generatedUsn('disk1', 300), '12cb8fdbd32')
})

test('names are cut to what INQUIRY has room for, in bytes', () => {
  const name = 'a'.repeat(40)
  const { t10DevId, vendSpecificId, prodId, usn } = identityOf(name, 0, 'SCST_FIO')
  assert.equal(t10DevId, `${usn}-${name}`.slice(0, 25))
  assert.equal(vendSpecificId, t10DevId)
  assert.equal(prodId, 'a'.repeat(16))
  assert.equal(identityOf(fromUnicode('ä'.repeat(20)), 0, 'SCST_FIO').prodId.length, 16)
})
