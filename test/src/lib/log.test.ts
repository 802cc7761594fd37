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

test('of many errors in a second some are written, and then how many were not', async () => {
  const lines: string[] = []
  let heard = () => {}
  const end = new Promise<void>((resolve) => {
    heard = resolve
  })
  const log = new Log('scst', ({ text }) => {
    lines.push(text)
    if (text.includes('left out')) heard()
  }).limited(2)
  for (const text of ['a', 'b', 'c', 'd', 'e']) log.error(text)
  log.info('told')
  const alive = setInterval(() => {}, 1000)
  await end
  clearInterval(alive)
  assert.deepEqual(lines, ['a', 'b', 'told', '3 more lines like the last were left out'])
})
