import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Step } from './exchange.ts'
import { departureOf } from './never-copied.ts'

const login = (csg: number, keys: [string, string][]): Step => ({ csg, nsg: 1, t: 1, keys })
const first = login(0, [
  ['InitiatorName', 'iqn.2026-01.test:a'],
  ['TargetName', 'iqn.2026-01.test:t'],
  ['AuthMethod', 'None'],
])
const rule = (steps: Step[], theirs: string, ours: string) =>
  departureOf(steps, [{ status: theirs }], { status: ours })?.split(' ')[0]

test('each departure is met by what was sent, and by our answer where that is one status', () => {
  assert.equal(rule([login(0, [['InitiatorName', '']])], '0000', '0207'), 'D1')
  assert.equal(rule([login(0, [['InitiatorName', '']])], '0000', '0000'), undefined)
  assert.equal(rule([login(0, [['InitiatorName', 'a']])], '0201', '0000'), 'D2')
  assert.equal(
    rule(
      [
        first,
        login(1, [
          ['MaxBurstLength', '1'],
          ['MaxBurstLength', '2'],
        ]),
      ],
      '0000',
      '0200',
    ),
    'D5',
  )
  assert.equal(rule([first, login(1, [['HeaderDigest', 'MD5,None']])], '0000', '0000'), 'D6')
  assert.equal(
    rule(
      [
        first,
        login(1, [
          ['FirstBurstLength', '65536'],
          ['MaxBurstLength', '8192'],
        ]),
      ],
      '0000',
      '0000',
    ),
    'D7',
  )
  assert.equal(rule([first, login(1, [['TaskReporting', 'RFC3720']])], '0000', '0000'), 'D8')
  assert.equal(rule([first, login(0, [['CHAP_A', '99']])], '0200', '0201'), 'D9')
  assert.equal(rule([first, login(1, [['DefaultTime2Wait', '2']])], '0000', '0000'), 'D15')
  assert.equal(rule([{ raw_pdu: '40' }], '0000', '0000'), 'D16')
})

test('an ordinary login is met by none', () => {
  assert.equal(
    rule(
      [
        first,
        login(1, [
          ['MaxBurstLength', '65536'],
          ['HeaderDigest', 'None'],
        ]),
      ],
      '0000',
      '0200',
    ),
    undefined,
  )
})
