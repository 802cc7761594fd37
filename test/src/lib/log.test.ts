import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Log, type LogLine } from '../../../src/lib/log.ts'

test('a line says how grave it is, whose it is, and what was said', () => {
  const lines: LogLine[] = []
  const log = new Log('scst', (line) => lines.push(line))
  log.error('no such device')
  log.for('iscsi-scst').info('login', { initiator: 'a' })
  assert.deepEqual(
    lines.map(({ severity, subsystem, text, fields }) => [severity, subsystem, text, fields]),
    [
      ['error', 'scst', 'no such device', undefined],
      ['info', 'iscsi-scst', 'login', { initiator: 'a' }],
    ],
  )
})
