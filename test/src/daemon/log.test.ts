import assert from 'node:assert/strict'
import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLog } from '../../../src/daemon/log.ts'
import { fromUnicode } from '../../../src/lib/bytes.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { path } = temporaryDirectory()

const linesOf = (file: string): { level: string; subsystem: string; msg: string }[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

for (const [level, shown] of [
  [0, ['warn', 'info']],
  [1, ['warn', 'info', 'info']],
  [2, ['warn', 'info', 'info', 'debug']],
] as const) {
  test(`level ${level} shows ${shown.join(', ')}`, () => {
    const file = join(path, `level${level}.log`)
    const { log } = openLog({ level, file })
    log.for('scst').warning('w')
    log.info('scstd says what it does')
    log.for('scst').info('i')
    log.for('scst').debug('d')
    assert.deepEqual(
      linesOf(file).map((line) => line.level),
      shown,
    )
  })
}

test('lines are JSON, with characters instead of bytes and the fields beside', () => {
  const file = join(path, 'fields.log')
  openLog({ level: 0, file }).log.for('iscsi-scst').error(fromUnicode('Gerät'), { target: 't' })
  const [line] = linesOf(file)
  assert.deepEqual(
    { ...line, time: 0 },
    { level: 'error', time: 0, subsystem: 'iscsi-scst', target: 't', msg: 'Gerät' },
  )
})

test('after a rotation the file is opened anew', () => {
  const file = join(path, 'rotated.log')
  const { log, reopen } = openLog({ level: 0, file })
  log.error('before')
  renameSync(file, `${file}.1`)
  reopen()
  log.error('after')
  assert.deepEqual([linesOf(`${file}.1`)[0]?.msg, linesOf(file)[0]?.msg], ['before', 'after'])
})
