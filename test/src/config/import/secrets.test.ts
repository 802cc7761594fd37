import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importCtl } from '../../../../src/config/ctl/import.ts'
import { importIetd } from '../../../../src/config/ietd/ietd.ts'
import type { Imported } from '../../../../src/config/import/imported.ts'
import { Guard } from '../../../../src/config/import/secrets.ts'
import { importIscsiScstd } from '../../../../src/config/iscsi-scstd/import.ts'
import { importLio } from '../../../../src/config/lio/import.ts'
import { importTgt } from '../../../../src/config/tgt/import.ts'
import { options, row } from '../../../support/imports.ts'

const source = (text: string) => ({ file: 'input', text })
const all = (text: string): Imported[] => [
  importIetd({ conf: source(text) }, options()),
  importIscsiScstd({ conf: source(text) }),
  importTgt(source(text), options()),
  importCtl(source(text), options()),
]

test('what stands behind a misspelt keyword may be an account, and is hidden', () => {
  for (const text of ['IncUsr joe joes-S3CRET-word\n', 'target iqn.a\nIncominUser joe joes-S3CRET-word\n']) {
    for (const { report } of all(text)) assert.doesNotMatch(JSON.stringify(report.rows()), /S3CRET/)
  }
  const tgt = importTgt(source('<target iqn.a>\nincomniguser joe joes-S3CRET-word\n</target>\n'), options())
  assert.equal(row(tgt, 2).text, 'incomniguser joe ********')
})

test('an account that nobody read is hidden, be it on one line or on several', () => {
  const guard = new Guard()
  const shown = (text: string, isRead = false) => guard.take(text, isRead)
  assert.equal(shown('# incominguser joe secret'), '# incominguser ********')
  assert.equal(shown('/* incominguser\njoe\npearls-12 */\nrest'), '/* incominguser\n********\n********\nrest')
  assert.equal(shown('# "chap_password":'), '# "chap_password":')
  assert.equal(shown(''), '')
  assert.equal(shown('  "pearls-12" '), '  ********')
  assert.equal(shown('Target iqn.a', true), 'Target iqn.a')
  assert.equal(shown('# plain'), '# plain')
})

test('a comment of tgt over several lines shows no account', () => {
  const imported = importTgt(source('/* incominguser\njoe joes-S3CRET-word\n*/\n'), options())
  assert.doesNotMatch(JSON.stringify(imported.report.rows()), /S3CRET/)
})

const secret = 'pearls-and-swine'
const shows = ({ report }: Imported) =>
  /pearls|swine/.test(JSON.stringify([report.rows(), report.diagnostics()]))

test('a secret that a line end broke in two is hidden in both', () => {
  const broken = 'target iqn.a\nincominguser joe pearls-12345\nand-swine\n'
  for (const imported of all(broken)) assert.ok(!shows(imported))
})

test('nothing of a file in libucl’s form that cannot be read is shown', () => {
  const text = `auth-group { ag0 {\nchap { user = joe; sec\nret = "${secret}" }\nchap = "${secret}" "\n} }\n`
  assert.ok(!shows(importCtl(source(text), options())))
})

test('words behind the value of an IET statement, and an account in a comment beside a statement, are hidden', () => {
  const ietd = importIetd({ conf: source(`Target iqn.a IncomingUser joe ${secret}\n`) }, options())
  assert.ok(!shows(ietd))
  assert.ok(!shows(importIscsiScstd({ conf: source(`#IncomingUser joe ${secret}; Target iqn.a\n`) })))
})

test('a member of LIO with a slip in its name hides its value', () => {
  const text = JSON.stringify({ targets: [{ fabric: 'iscsi', wwn: 'iqn.a', chap_pasword: secret }] })
  assert.ok(!shows(importLio(source(text), options())))
})
