import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderDiagnostic } from '../../../src/config/diagnostic.ts'

const range = { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } }

test('place, severity, what is wrong, and what is allowed in parentheses', () => {
  const diagnostic = { severity: 'error', code: 'x', summary: 'bad', file: 'f.conf', range } as const
  assert.equal(renderDiagnostic(diagnostic), 'f.conf:3:5: error: bad')
  assert.equal(renderDiagnostic({ ...diagnostic, detail: '0, 1' }), 'f.conf:3:5: error: bad (0, 1)')
})
