import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from '@oclif/core'
import TargetAdd from '../../../commands/target/add.ts'
import { manualPage } from '../../../src/build/man.ts'
import { LEGACY_OPTIONS } from '../../../src/cli/legacy-options.ts'

const page = manualPage(new Map([['target add', TargetAdd as unknown as typeof Command]]), '1.2.3')

test('has an entry for every classic option but the undocumented ones', () => {
  const missing = LEGACY_OPTIONS.filter(({ name }) => !page.includes(`\\fB\\-${name}\\fR`))
  assert.deepEqual(
    missing.map(({ name }) => name),
    ['dumpAttrs', 'h', 'help'],
  )
})

test('has a section for a command', () => {
  assert.match(page, /^\.SS target add TARGET\nMake a target /m)
  assert.match(page, /^\\fB\\-\\-driver\\fR VALUE\nTarget driver\.$/m)
})

test('has no line that roff could take for a request but its own', () => {
  const requests = new Set(page.split('\n').flatMap((line) => /^[.'](\S*)/.exec(line)?.[1] ?? []))
  assert.deepEqual([...requests].sort(), ['B', 'BR', 'SH', 'SS', 'TH', 'TP', 'br'])
})
