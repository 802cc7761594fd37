import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detectFormat, formats, isFormat } from '../../../src/admin/import-format.ts'

/** What a text is, below a name that tells nothing. */
const texts: readonly (readonly [text: string, format: string | undefined])[] = [
  ['Target iqn.a\n\tLun 0 Path=/a,Type=fileio\n', 'ietd'],
  ['target iqn.a\n\tlun 3 Path=/a\n', 'ietd'],
  ['Target iqn.a\n\tQueuedCommands 4\n\tNopInInterval 30\n', 'iscsi-scstd'],
  ['[HANDLER vdisk]\nDEVICE disk1,/disk1\n', 'procfs'],
  ['{\n  "fabric_modules": []\n}\n', 'lio'],
  ['\xef\xbb\xbf{}', 'lio'],
  ['# mine\n<target iqn.a>\n</target>\n', 'tgt'],
  ['include /etc/tgt/conf.d/*.conf\n', 'tgt'],
  ['portal-group pg0 {\n\tlisten 0.0.0.0\n}\n', 'ctl'],
  ['target iqn.a {\n\tlun 0 {\n\t\tpath /a\n\t}\n}\n', 'ctl'],
  ['# target iqn.a {\n', undefined],
  ['', undefined],
]

for (const [text, format] of texts) {
  test(`${JSON.stringify(text)} is ${format ?? 'anything'}`, () => {
    assert.equal(detectFormat(text, '/backup/old'), format)
  })
}

test('where the text tells nothing, the name does', () => {
  const named = {
    'saveconfig.json': 'lio',
    'ietd.conf': 'ietd',
    'iscsi-scstd.conf': 'iscsi-scstd',
    'targets.conf': 'tgt',
    'ctl.conf': 'ctl',
    'scst.conf': 'procfs',
    notes: undefined,
  }
  for (const [name, format] of Object.entries(named)) {
    assert.equal(detectFormat('# all comments\n', `/etc/${name}`), format, name)
  }
})

test('the text counts more than the name, the directory not at all', () => {
  assert.equal(detectFormat('<target iqn.a>\n</target>\n', '/etc/ietd.conf'), 'tgt')
  assert.equal(detectFormat('# nothing\n', '/etc/tgt/notes'), undefined)
})

test('words of the command line that are formats', () => {
  assert.ok(formats.every(isFormat))
  assert.ok(!isFormat('IETD'))
  assert.ok(!isFormat('/etc/ietd.conf'))
})
