import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalConfiguration } from './written.ts'

const target = (...lines: string[]) => `\tTARGET a {\n${lines.map((line) => `\t\t${line}\n`).join('')}\t}\n`

test('values of one numbered attribute come in any order', () => {
  const one = target('IncomingUser "a x"', 'IncomingUser "b y"', 'allowed_portal 10.0.0.1')
  const two = target('IncomingUser "b y"', 'IncomingUser "a x"', 'allowed_portal 10.0.0.1')
  assert.equal(canonicalConfiguration(one), canonicalConfiguration(two))
})

test('all else keeps its order', () => {
  assert.notEqual(canonicalConfiguration(target('x 1', 'y 2')), canonicalConfiguration(target('y 2', 'x 1')))
  assert.equal(canonicalConfiguration(target('x 1', 'y 2')), target('x 1', 'y 2'))
})
