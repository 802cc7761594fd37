import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCommandLine, usage } from '../../../src/daemon/options.ts'

test('settings are collected as they are given', () => {
  assert.deepEqual(
    parseCommandLine(['-fd1', '-p3261', '--portal=::1', '--portal', '10.0.0.1:5', '-a', '1.2.3.4 5.6.7.8']),
    {
      action: 'run',
      foreground: true,
      detached: false,
      ini: undefined,
      texts: {
        log_level: ['1'],
        port: ['3261'],
        portal: ['::1', '10.0.0.1:5'],
        address: ['1.2.3.4 5.6.7.8'],
      },
    },
  )
})

test('a setting that is a claim needs no argument', () => {
  const line = parseCommandLine(['-f', '--allow-sanitize', '--max-unmap-descriptors', '4095'])
  assert.ok(line.action === 'run')
  assert.deepEqual(line.texts, { sanitize: ['yes'], max_unmap_descriptors: ['4095'] })
})

test('the last ini file counts, and the login side can be left out', () => {
  const line = parseCommandLine(['--ini', 'a', '--ini', 'b', '--no-login'])
  assert.ok(line.action === 'run')
  assert.equal(line.foreground, false)
  assert.equal(line.ini, 'b')
  assert.deepEqual(line.texts, { login: ['0'] })
})

test('help and version come before anything else', () => {
  assert.deepEqual(parseCommandLine(['-f', '-h', '-c', 'x']), { action: 'help' })
  assert.deepEqual(parseCommandLine(['--version']), { action: 'version' })
  for (const option of [
    '--portal',
    '-a, --address',
    '-p, --port',
    '-f, --foreground',
    '-d, --debug',
    '-u, --uid',
    '--mount',
    '--ini',
  ])
    assert.ok(usage().includes(option), option)
})

for (const [argv, message] of [
  [['-c', '/etc/iscsi-scstd.conf'], /scstadmin import \/etc\/iscsi-scstd\.conf/],
  [['--nosuch'], /'--nosuch'.*\nTry `scstd --help' for more information\./],
  [['-p'], /Try `scstd --help'/],
  [['word'], /Try `scstd --help'/],
] as const) {
  test(`${argv.join(' ')} is refused`, () => {
    const line = parseCommandLine(argv)
    assert.ok(line.action === 'refuse')
    assert.match(line.message, message)
  })
}
