import assert from 'node:assert/strict'
import { test } from 'node:test'
import Status from '../../commands/status.ts'
import { printStatus } from '../../src/cli/status-table.ts'
import { toUnicode } from '../../src/lib/bytes.ts'
import { lines, SAMPLE, testCommand } from '../support/scstadmin.ts'

testCommand(Status, {
  'shows targets and LUNs': {
    writes: SAMPLE,
    argv: '',
    stdout: lines(
      'SCST 3.11.0-pre: 1 targets, 2 LUNs, 0 sessions',
      '',
      'Targets',
      '  driver  target  state     LUNs  groups  sessions',
      '  iscsi   iqn.a   disabled  2     1       0',
      '',
      'LUNs',
      '  target  group  LUN  device  handler       size',
      '  iqn.a          0    n1      vdisk_nullio  1 MiB',
      '  iqn.a   g      0    n2      vdisk_nullio  2 MiB',
    ),
  },
  'answers as JSON': {
    argv: '--json',
    stdout: `${JSON.stringify({ version: '3.11.0-pre', targets: [], sessions: [], luns: [] }, null, 2)}\n`,
  },
})

test('on a narrow terminal the middle of long names goes', () => {
  const target = `iqn.2026-01.org.example:${'long-'.repeat(20)}name`
  const status = {
    version: '3.11.0',
    targets: [{ driver: 'iscsi', target, enabled: true, luns: 1, groups: 0, sessions: 0 }],
    luns: [],
    sessions: [],
  }
  const lines = printStatus(status, 80).split('\n')
  assert.ok(lines.every((line) => toUnicode(line).length <= 80))
  assert.match(toUnicode(lines.at(-2)!), /^ {2}iscsi {3}iqn\.2026-01\S*…\S*long-name {2}enabled/)
  assert.ok(printStatus(status).includes(target))
})
