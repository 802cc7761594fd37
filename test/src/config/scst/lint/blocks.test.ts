import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lint } from '../../../../../src/config/scst/lint.ts'

const found = (text: string) => lint(text, 'f').map(({ code, summary, detail }) => [code, summary, detail])

test('a keyword that stands elsewhere is told where', () => {
  assert.deepEqual(found('INITIATOR x\n')[0], [
    'misplaced-keyword',
    'INITIATOR has no meaning here',
    'it stands in GROUP',
  ])
})

test('a keyword without its operands', () => {
  const codes = found('HANDLER {\n}\n').map(([code, summary]) => `${code}: ${summary}`)
  assert.ok(codes.includes('missing-operand: the handler of HANDLER is missing'))
})

test('a block given twice is named with its operands', () => {
  const summaries = found('HANDLER vcdrom {\n}\nHANDLER vcdrom {\n}\n').map(([, summary]) => summary)
  assert.ok(summaries.includes('HANDLER vcdrom was given before; only this block counts'))
})
