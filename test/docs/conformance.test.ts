import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'

const REPOSITORY = join(import.meta.dirname, '../..')

interface Row {
  readonly clause: string
  readonly rule: string
  readonly code: string
  readonly test: string
  readonly title: string
}

const rows: Row[] = readFileSync(join(REPOSITORY, 'docs/CONFORMANCE.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| .*\.test\.ts: /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, clause = '', rule = '', code = '', shown = '']) => {
    const colon = shown.indexOf(': ')
    return { clause, rule, code, test: shown.slice(0, colon), title: shown.slice(colon + 2) }
  })

describe('docs/CONFORMANCE.md', () => {
  it('has rows, none with an empty cell', () => {
    assert.ok(rows.length > 150)
    for (const row of rows)
      for (const cell of Object.values(row)) assert.notEqual(cell, '', JSON.stringify(row))
  })

  it('names code that is there', () => {
    const missing = rows.filter(({ code }) => !existsSync(join(REPOSITORY, 'src/iscsi', code)))
    assert.deepEqual(missing, [])
  })

  it('names tests that are there', () => {
    const texts = new Map<string, string>()
    const textOf = (test: string): string => {
      const path = join(REPOSITORY, 'test/conformance', test)
      if (!texts.has(path))
        texts.set(path, existsSync(path) ? readFileSync(path, 'utf8').replaceAll("\\'", "'") : '')
      return texts.get(path)!
    }
    const missing = rows.filter(({ test, title }) => !textOf(test).includes(title))
    assert.deepEqual(
      missing.map(({ test, title }) => `${test}: ${title}`),
      [],
    )
  })
})
