import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FAULTS, Faults } from '../../../../src/config/scst/faults.ts'
import { onLine } from '../../../../src/config/scst/syntax.ts'

test('a fault says what it is about, and what would be right', () => {
  const faults = new Faults('f', '')
  faults.add('semicolon', onLine(2, 0, 1), '1;')
  assert.deepEqual(faults.found, [
    {
      severity: 'error',
      code: 'semicolon',
      summary: 'the semicolon is part of the value: 1;',
      detail: 'one item a line',
      file: 'f',
      range: onLine(2, 0, 1),
    },
  ])
  assert.ok(faults.isOnLine(2))
  assert.ok(!faults.isOnLine(1))
})

test('text with a dollar sign is taken as it is', () => {
  const faults = new Faults('f', '')
  faults.add('unpaired-quote', onLine(1, 0, 1), '"$&')
  assert.match(faults.found[0]!.summary, /"\$&$/)
})

test('summaries are single lines without a full stop', () => {
  for (const { summary } of Object.values(FAULTS)) assert.match(summary, /^[^\n]*[^.\n]$/)
})
