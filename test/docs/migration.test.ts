import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import Import from '../../commands/import.ts'
import { formats } from '../../src/admin/import-format.ts'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { REPOSITORY } from '../support/programs.ts'

const text = readFileSync(join(REPOSITORY, 'docs/MIGRATION.md'), 'utf8')

test('every option of an import on the page exists', () => {
  const known = Object.keys({ ...BaseCommand.baseFlags, ...Import.flags })
  const imports = [...text.matchAll(/`?scstadmin import [^`\n]*/g)].map(([line]) => line)
  const alone = [...text.matchAll(/`(--[a-z-]+)[^`]*`/g)].map(([, option]) => option!)
  const used = new Set([...imports.flatMap((line) => line.match(/--[a-z-]+/g) ?? []), ...alone])
  const foreign = ['--dump']
  for (const option of used) assert.ok(known.includes(option.slice(2)) || foreign.includes(option), option)
})

test('every format has its row, and a walk-through with a way back', () => {
  const sections = text.split(/^## /m)
  for (const format of formats) assert.match(text, new RegExp(`^\\| \\[.*\\| \`${format}\` \\|`, 'm'), format)
  const anchors = [...text.matchAll(/^\| \[[^\]]+\]\(#([^)]+)\)/gm)].map(([, anchor]) => anchor)
  const anchorOf = (section: string) => section.split('\n')[0]!.toLowerCase().replace(/ /g, '-')
  assert.equal(anchors.length, formats.length)
  for (const anchor of anchors) {
    const section = sections.find((each) => anchorOf(each) === anchor)
    assert.match(section ?? '', /^Back: /m, anchor)
  }
})

test('the tests that it names are there', () => {
  const named = new Set([...text.matchAll(/`(test\/[\w/.-]+\.test\.ts)`/g)].map(([, file]) => file!))
  assert.equal(named.size, 5)
  for (const file of named) assert.ok(existsSync(join(REPOSITORY, file)), file)
  const files = readFileSync(join(REPOSITORY, 'test/e2e/import-files.test.ts'), 'utf8')
  const titles = [...text.matchAll(/^`import-files\.test\.ts`, (.*)$/gm)].flatMap(([, rest]) =>
    [...rest!.matchAll(/"([^"]+)"/g)].map(([, title]) => title!),
  )
  assert.equal(titles.length, 5)
  for (const title of titles) assert.ok(files.includes(title), title)
})
