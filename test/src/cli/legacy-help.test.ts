import assert from 'node:assert/strict'
import { test } from 'node:test'
import { legacyHelp, SECTIONS } from '../../../src/cli/legacy-help.ts'
import { LEGACY_OPTIONS } from '../../../src/cli/legacy-options.ts'

const help = legacyHelp()

test('names every operation and option of the original, in sections', () => {
  const named = new Set(SECTIONS.flatMap(({ options }) => options))
  const unnamed = LEGACY_OPTIONS.filter(
    ({ name, role }) => !named.has(name) && role !== 'companion' && role !== 'ours',
  )
  assert.deepEqual(
    unnamed.map(({ name }) => name),
    ['dumpAttrs', 'h', 'help'],
  )
})

test('puts the colon into column 30 and breaks texts at column 80', () => {
  const lines = help.slice(0, help.indexOf('Examples:')).split('\n')
  for (const line of lines.filter((text) => text.includes(' : '))) assert.equal(line.indexOf(': '), 29, line)
  for (const line of lines) assert.ok(line.length <= 80, line)
})

test('shows an option with its companions below it', () => {
  assert.ok(
    help.includes(
      '     -list_group [<group>]   : Show LUNs and initiators, group by group.\n' +
        '         [-driver <driver>]\n         [-target <target>]\n\nList Attribute Operations\n',
    ),
  )
})

test('shows the text of some beside their companion', () => {
  assert.ok(
    help.includes(
      '     -rem_dgrp_dev <device>\n         -dev_group <dgroup> : Take a device out of a device group.\n',
    ),
  )
})
