import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings, SettingError, type SettingTexts } from '../../../src/daemon/settings.ts'

const settings = (commandLine: SettingTexts, ini: SettingTexts = {}, env = {}) =>
  readSettings(commandLine, ini, env)

test('without a word: all addresses, port 3260', () => {
  const { portals, login, logLevel, mount, modules } = settings({})
  assert.deepEqual(portals, [{ port: 3260 }])
  assert.deepEqual(
    { login, logLevel, mount, modules },
    { login: true, logLevel: 0, mount: undefined, modules: undefined },
  )
})

test('the command line comes before the file, and both before the environment', () => {
  const env = { SCST_SOCKET: '/env' }
  assert.equal(settings({ socket: ['/line'] }, { socket: ['/file'] }, env).socket, '/line')
  assert.equal(settings({}, { socket: ['/file'] }, env).socket, '/file')
  assert.equal(settings({}, {}, env).socket, '/env')
})

const portals: readonly (readonly [texts: SettingTexts, expected: readonly object[]])[] = [
  [{ port: ['3261'] }, [{ port: 3261 }]],
  [
    { address: ['10.0.0.1 fd00::1'], port: ['3261'] },
    [
      { host: '10.0.0.1', port: 3261 },
      { host: 'fd00::1', port: 3261 },
    ],
  ],
  [
    { portal: ['10.0.0.1:5', '[fd00::1]:6', 'fd00::2'] },
    [
      { host: '10.0.0.1', port: 5 },
      { host: 'fd00::1', port: 6 },
      { host: 'fd00::2', port: 3260 },
    ],
  ],
  [
    { portal: ['*:7', ':8', 'storage.example'] },
    [{ port: 7 }, { port: 8 }, { host: 'storage.example', port: 3260 }],
  ],
]
for (const [texts, expected] of portals) {
  test(`portals of ${JSON.stringify(texts)}`, () => assert.deepEqual(settings(texts).portals, expected))
}

const wrong: readonly (readonly [texts: SettingTexts, message: RegExp])[] = [
  [{ port: ['65536'] }, /port 65536: 0 to 65535 expected/],
  [{ portal: ['[10.0.0.1]:1'] }, /portal \[10\.0\.0\.1\]:1: ADDR/],
  [{ portal: ['10.0.0.1:x'] }, /portal 10\.0\.0\.1:x/],
  [{ login: ['maybe'] }, /login maybe: yes or no expected/],
  [{ login_timeout: ['soon'] }, /login_timeout soon: a number expected/],
  [{ max_sessions: ['0'] }, /max_sessions 0: a number from 1 expected/],
  [
    { address: [Array.from({ length: 33 }, (_, i) => `10.0.0.${i}`).join(' ')] },
    /Cannot handle address 10\.0\.0\.32! Too many/,
  ],
]
for (const [texts, message] of wrong) {
  test(`${JSON.stringify(texts).slice(0, 40)} is refused`, () => {
    assert.throws(
      () => settings(texts),
      (error: Error) => error instanceof SettingError && message.test(error.message),
    )
  })
}

test('numbers are C numbers', () => {
  assert.equal(settings({ log_level: ['0x2'] }).logLevel, 2)
})

test('modules stand between commas, with their parameters', () => {
  assert.deepEqual(settings({ modules: ['scst, iscsi-scst,', 'scst_local add_default_tgt=1'] }).modules, [
    'scst',
    'iscsi-scst',
    'scst_local add_default_tgt=1',
  ])
})
