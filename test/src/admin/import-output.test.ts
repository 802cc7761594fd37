import assert from 'node:assert/strict'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Unwritable } from '../../../src/admin/faithful-text.ts'
import { confText, outputsOf, writeOutput } from '../../../src/admin/import-output.ts'
import { importIetd } from '../../../src/config/ietd/ietd.ts'
import { conf, options, target } from '../../support/imports.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const read = (text: string, files = {}) => importIetd({ conf: conf(text), ...files }, options())

test('scst.conf says where it comes from', () => {
  const text = confText(read('Target iqn.a\n  Lun 0 Path=/a,Type=fileio\n'), 'ietd.conf')
  assert.match(text, /^# Imported from ietd\.conf by scstadmin import\.\n/)
  assert.match(text, /^\tDEVICE iqn_a_lun0 \{\n\t\tfilename \/a\n\t\twrite_through 1\n/m)
  assert.match(text, /^\tTARGET iqn\.a \{\n\t\tenabled 1\n\n\t\tLUN 0 iqn_a_lun0\n/m)
})

test('a target that is switched off says why, above it', () => {
  const text = confText(read('Target iqn.a\n  IncomingUser joe short\n  Lun 0 Path=/a\n'), 'ietd.conf')
  assert.match(text, /^\t# switched off: .+\n\tTARGET iqn\.a \{\n\t\tenabled 0\n/m)
  assert.ok(!text.includes('short'))
})

test('no byte of the old file begins a line of its own in a comment', () => {
  const imported = read('Target iqn.a\n  IncomingUser joe short\n')
  const comments = new Map([['iqn.a', ['a reason\n\tTARGET iqn.evil {\n\tenabled 1']]])
  const text = confText({ ...imported, comments }, 'of\nold')
  assert.match(text, /^# Imported from of old by scstadmin import\.\n/)
  assert.equal(text.match(/^\s*TARGET /gm)?.length, 1)
})

test('a value that would come back as another one is not written', () => {
  const imported = read('Target iqn.a\n  Lun 0 Path=/a\n')
  const attributes = target(imported, 'iqn.a').attributes as Map<string, string[]>
  attributes.set('alias', ['two\nlines'])
  assert.throws(() => confText(imported, 'ietd.conf'), Unwritable)
})

test('rules by address get files of their own', () => {
  const place = { file: '/new/scst.conf', rules: '/etc', from: 'ietd.conf' }
  const files = (allow?: string) =>
    outputsOf(read('Target iqn.a\n  Lun 0 Path=/a\n', { allow: allow && conf(allow, 'allow') }), place)
  assert.deepEqual(
    files().map(({ file }) => file),
    ['/new/scst.conf'],
  )
  const ruled = files('iqn.a 10.0.0.0/8\n')
  assert.deepEqual(
    ruled.map(({ file }) => file),
    ['/new/scst.conf', '/etc/initiators.deny', '/etc/initiators.allow'],
  )
  assert.match(ruled[2]!.text, /^iqn\.a 10\.0\.0\.0\/8$/m)
})

test('a new file is its owner’s alone', () => {
  const file = join(temporaryDirectory().path, 'f')
  writeOutput({ file, text: 'A\xff' })
  assert.equal(readFileSync(file, 'latin1'), 'A\xff')
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('an old file stays beside the new one; the same text changes only the mode', () => {
  const { path } = temporaryDirectory()
  const file = join(path, 'f')
  writeFileSync(file, 'old', { mode: 0o644 })
  writeOutput({ file, text: 'new' })
  chmodSync(file, 0o644)
  writeOutput({ file, text: 'new' })
  assert.deepEqual(readdirSync(path), ['f', 'f~'])
  assert.equal(readFileSync(file, 'latin1'), 'new')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal(readFileSync(`${file}~`, 'latin1'), 'old')
})

test('a file that cannot be written is named with the reason', () => {
  const file = join(temporaryDirectory().path, 'nowhere', 'scst.conf')
  assert.throws(() => writeOutput({ file, text: 'x' }), {
    name: 'UnwritableFile',
    message: `Unable to write '${file}': No such file or directory`,
  })
})

test('a device is written to, not replaced', () => {
  assert.throws(
    () => writeOutput({ file: '/dev/full', text: 'x' }),
    /'\/dev\/full': No space left on device$/,
  )
  assert.ok(statSync('/dev/full').isCharacterDevice())
})
