import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isHelp, optionsOf } from './help.ts'

const help = (prose: string, option = '-show <x>') =>
  `Program\n\nUsage:\n     -h, -help               : ${prose}\n     ${option.padEnd(24)}: ${prose}\n         [-from <y>]\n`

test('options, arguments and their order count, prose does not', () => {
  assert.ok(isHelp(help('a')))
  assert.equal(optionsOf(help('Tell.')), optionsOf(help('Say it.')))
  assert.notEqual(optionsOf(help('a')), optionsOf(help('a', '-show [<x>]')))
  assert.equal(optionsOf(help('a')), '-h, -help\n-show <x>\n[-from <y>]')
})
