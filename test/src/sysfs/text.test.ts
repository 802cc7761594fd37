import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numberedName, parseValue, splitNumberedName } from '../../../src/sysfs/text.ts'

for (const [content, text, isKey] of [
  ['1\n', '1', false],
  ['32\n[key]\n', '32', true],
  ['1\n[key]\n\n', '1', true],
  ['\n', '', false],
  ['', '', false],
  ['no newline', 'no newline', false],
  ['a\nb\n[key]\n', 'a', false],
  ['joe [key]\n', 'joe [key]', false],
] as const) {
  test(`${JSON.stringify(content)} says ${JSON.stringify(text)}${isKey ? ', a key' : ''}`, () => {
    assert.deepEqual(parseValue(content), { text, isKey })
  })
}

for (const [numbered, name, index] of [
  ['IncomingUser', 'IncomingUser', 0],
  ['IncomingUser1', 'IncomingUser', 1],
  ['allowed_portal12', 'allowed_portal', 12],
  ['t10_dev_id', 't10_dev_id', 0],
  ['eui64_id', 'eui64_id', 0],
] as const) {
  test(`${numbered} is value ${index} of ${name}`, () => {
    assert.deepEqual(splitNumberedName(numbered), { name, index })
    assert.equal(numberedName(name, index), numbered)
  })
}
