import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printReport, reportOf } from '../../../src/cli/import-report.ts'
import { importIetd } from '../../../src/config/ietd/ietd.ts'
import { Report } from '../../../src/config/import/report.ts'
import { conf, options } from '../../support/imports.ts'

const read = (text: string) => ({
  ...importIetd({ conf: conf(text, '/etc/ietd.conf') }, options()),
  format: 'ietd' as const,
})

const text = `
  # of old
  Target iqn.a
    IncomingUser joe joes-long-secret
    Lun 0 Path=/a,Type=fileio

    initiator-address 10.0.0.1
`

test('every line is on exactly one row', () => {
  const { rows } = reportOf(read(text), false, [])
  assert.deepEqual(
    rows.map(({ line, verdict }) => [line, verdict]),
    [
      [1, 'ignored-by-source-too'],
      [2, 'mapped'],
      [3, 'mapped'],
      [4, 'mapped-lossy'],
      [5, 'ignored-by-source-too'],
      [6, 'unsupported'],
    ],
  )
  assert.equal(rows[5]!.severity, 'error')
})

test('the status is the exit status', () => {
  const status = (from: string, strict: boolean) => reportOf(read(from), strict, []).status
  assert.equal(status('# all comments\n', true), 0)
  assert.equal(status(text, false), 2)
  assert.equal(status(text, true), 1)
  assert.equal(status('Target iqn.a\n  IncomingUser joe short\n', false), 1)
})

test('people see what matters, comments are counted, secrets are masked', () => {
  const printed = printReport(reportOf(read(text), false, ['/etc/scst.conf']))
  assert.match(printed, /^\/etc\/ietd\.conf\n {2}line +verdict +text +became +why\n/)
  assert.match(printed, /^ {2}3 +mapped +IncomingUser joe \*{8} +IncomingUser/m)
  assert.match(printed, /^ {2}6 +unsupported +initiator-address/m)
  assert.doesNotMatch(printed, /of old|joes-long-secret/)
  assert.match(printed, /^written: \/etc\/scst\.conf$/m)
  assert.match(printed, /^6 lines: 2 ignored-by-source-too, 2 mapped, 1 mapped-lossy, 1 unsupported\n$/m)
})

test('what is switched off is said with its reason', () => {
  const report = reportOf(read('Target iqn.a\n  IncomingUser joe short\n'), false, [])
  assert.deepEqual(Object.keys(report.off), ['iqn.a'])
  assert.match(printReport(report), /^iqn\.a is switched off: .+/m)
})

test('there may be nothing to do', () => {
  assert.equal(
    printReport(reportOf(read(''), false, []))
      .split('\n')
      .at(-2),
    '0 lines: nothing to do',
  )
})

test('no line is wider than a wide terminal, whatever the text', () => {
  const printed = printReport(reportOf(read(`Nonsense ${'x'.repeat(500)}\n`), false, []))
  for (const line of printed.split('\n')) assert.ok(line.length <= 200, line)
})

test('bytes of the old file do nothing to a terminal', () => {
  const printed = printReport(reportOf(read('Nonsense \x1b[2Jx\nTarget iqn.a\x1b\n'), false, []))
  assert.doesNotMatch(printed.replaceAll('\n', ''), /\p{Cc}/u)
})

test('a secret marked twice, or in overlapping parts, is hidden once and wholly', () => {
  const report = new Report()
  const source = { file: 'f', text: 'user abcdefghijklmnop tail\n' }
  report.read(source)
  const span = (from: number, to: number) => ({
    file: 'f',
    range: { start: { line: 1, column: from }, end: { line: 1, column: to } },
  })
  for (const place of [span(6, 22), span(6, 22), span(8, 10)]) report.secret(place)
  report.mapped(span(1, 27), 'x')
  assert.equal(report.rows()[0]!.text, 'user ******** tail')
})

test('thousands of accounts are hidden in no time', () => {
  const targets = Array.from(
    { length: 2000 },
    (_, i) => `Target iqn.a:${i}\n  IncomingUser u${i} secret-number-${i}-of-many\n`,
  )
  const started = performance.now()
  const { rows } = reportOf(read(targets.join('')), false, [])
  assert.equal(rows.length, 4000)
  assert.doesNotMatch(JSON.stringify(rows), /secret-number/)
  assert.ok(performance.now() - started < 20000, 'a search for each secret on each line would take minutes')
})
