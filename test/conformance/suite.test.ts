import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { markdown, withReport } from './report.ts'
import { verdictOf } from './suite.ts'

const summary = (ran: number, passed: number) => `
Run Summary:    Type  Total    Ran Passed Failed Inactive
              suites      1      1    n/a      0        0
               tests      1      ${ran}      ${passed}      ${ran - passed}        0
`

describe("what libiscsi's suite says of a test", () => {
  for (const [expected, exit, text] of [
    ['pass', 0, `Test: Simple ...passed${summary(1, 1)}`],
    ['pass', 0, `[FAILED] TESTUNITREADY command failed, as it may\n...passed${summary(1, 1)}`],
    ['skip', 0, `[SKIPPED] UNMAP is not implemented.\n...passed${summary(1, 1)}`],
    ['fail', 0, `...FAILED${summary(1, 0)}`],
    ['fail', 1, 'Failed to connect to iSCSI target'],
    ['time-out', 137, ''],
    ['client crash', 139, ''],
  ] as const)
    it(`${expected}, exit ${exit}`, () => assert.equal(verdictOf(exit, text), expected))
})

describe('the report', () => {
  const report = markdown([
    {
      variant: 'thin',
      results: [
        { name: 'Read10.Simple', verdict: 'pass', says: [] },
        { name: 'Unmap.Simple', verdict: 'skip', says: ['not | there'] },
        { name: 'Write10.Simple', verdict: 'fail', says: ['a.c:1  - wrong'] },
      ],
    },
  ])

  it('counts and names what did not pass, failures first', () => {
    assert.match(report, /\| \*\*tscst, thin\*\* \| 1 \| 1 \| 1 \|/)
    assert.match(
      report,
      /Write10\.Simple \| fail \| a\.c:1 {2}- wrong \|\n\| Unmap\.Simple \| skip \| not \\\| there \|/,
    )
  })

  it('takes its own place in the document, the first time at its end', () => {
    const first = withReport('# Title\n\ntext\n', 'one')
    assert.match(first, /^# Title\n\ntext\n\n## .*\n\n<!-- .* -->\none\n<!-- .* -->\n$/)
    assert.equal(withReport(`${first}\nmore\n`, 'two'), `${first.replace('\none\n', '\ntwo\n')}\nmore\n`)
  })
})
