import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Faults } from '../../../../src/config/scst/faults.ts'
import { tokens } from '../../../../src/config/scst/lexer.ts'

const lex = (text: string) => {
  const faults = new Faults('f', '')
  const found = [...tokens(text, faults)].map((token) =>
    token.kind === 'word' ? [token.word.text, token.word.range.start.column] : token.kind,
  )
  return { found, faults: faults.found.map(({ code }) => code) }
}

test('words with their columns, braces, line ends', () => {
  assert.deepEqual(lex('TARGET "a b"{ # x\n}\n'), {
    found: [['TARGET', 1], ['a b', 8], 'open', 'newline', 'close', 'newline'],
    faults: [],
  })
})

test('escaped hashes and backslashes are what they stand for', () => {
  assert.deepEqual(lex('a b\\#c\\\\d'), {
    found: [
      ['a', 1],
      ['b#c\\d', 3],
    ],
    faults: [],
  })
})

test('a line that reads otherwise for no reason with a name is shown as it is read', () => {
  assert.deepEqual(lex('a "b\\\\" c\n').faults, ['misread'])
})
