import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findOldForm } from '../../../../../src/config/scst/lint/old-form.ts'
import { onLine } from '../../../../../src/config/scst/syntax.ts'

test('a file of the old form', () => {
  assert.deepEqual(findOldForm('# x\n[HANDLER vdisk]\n'), {
    range: onLine(2, 0, 15),
    text: '[HANDLER vdisk]',
    isMeant: true,
  })
})

test('a value that looks like it', () => {
  assert.equal(findOldForm('\tcomment "[GROUP x]"\n')?.isMeant, false)
})

test('no such line', () => assert.equal(findOldForm('HANDLER vdisk {\n}\n'), undefined))
