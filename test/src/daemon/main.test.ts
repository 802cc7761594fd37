import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { scstd } from '../../support/background.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { path } = temporaryDirectory()

for (const [args, exit, stdout, stderr] of [
  [['-v'], 0, /^scstd version \d+\.\d+\.\d+\n$/, /^$/],
  [['-h'], 0, /^Usage: scstd/, /^$/],
  [['--nosuch'], 1, /^$/, /Try `scstd --help' for more information\./],
  [['-c', 'x.conf'], 1, /^$/, /scstadmin import x\.conf/],
  [['-f', '-p', 'x'], 1, /^$/, /port x: 0 to 65535 expected/],
  [['-f', '--ini', '/no/such'], 1, /^$/, /Open config file \/no\/such failed: No such file or directory/],
  [['-f', '--modules', 'nosuch', '--socket', join(path, 'x')], 1, /^$/, /nosuch/],
] as const) {
  test(`scstd ${args.join(' ')}`, async () => {
    const ended = await scstd(...args)
    assert.match(ended.stdout, stdout)
    assert.match(ended.stderr, stderr)
    assert.equal(ended.exit, exit)
  })
}
