import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { DEPARTURES, departuresOf } from '../../../src/admin/departures.ts'

test('strict mode departs in nothing, the default in every row', () => {
  assert.equal(departuresOf('strict').size, 0)
  assert.equal(departuresOf('default').size, DEPARTURES.length)
})

test('no two departures share a name', () => {
  assert.equal(new Set(DEPARTURES.map(({ id }) => id)).size, DEPARTURES.length)
})

test('docs/COMPATIBILITY.md has a row for each departure, in the words of the table', () => {
  const text = readFileSync(new URL('../../../docs/COMPATIBILITY.md', import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| (\S+) \| (.*) \| (.*) \| (.*) \|$/gm)]
    .map(([, ...cells]) => cells.map((cell) => cell!.replaceAll('\\|', '|')))
    .filter(([id]) => id !== 'id')
  assert.deepEqual(
    rows,
    DEPARTURES.map(({ id, original, ours, seen }) => [id, original, ours, seen]),
  )
})
