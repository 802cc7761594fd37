import assert from 'node:assert/strict'
import { it } from 'node:test'
import Table from 'cli-table3'
import { BORDERLESS } from '../../../src/cli/borderless.ts'

it('puts two blanks between columns and nothing else', () => {
  const table = new Table({
    chars: BORDERLESS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  })
  table.push(['a', 'b'], ['ccc', 'd'])
  assert.equal(table.toString(), 'a    b\nccc  d')
})
