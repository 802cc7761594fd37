import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { claimStateDirectory } from '../../../src/daemon/state-directory.ts'
import { Log } from '../../../src/lib/log.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

test('who comes second is told', () => {
  const { path } = temporaryDirectory()
  const lines: string[] = []
  const log = new Log('scstd', ({ severity, text }) => lines.push(`${severity}: ${text}`))
  const directory = join(path, 'state')
  claimStateDirectory(directory, log)
  assert.deepEqual(lines, [])
  claimStateDirectory(directory, log)
  assert.match(lines.join(), /^warning: .*state is the state directory of another scstd too/)
})

test('one that cannot be made is no reason not to serve', () => {
  claimStateDirectory('/dev/null/state', new Log('scstd', () => assert.fail('silent')))
})
