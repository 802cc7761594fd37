import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { choosePlace, defaultSocket, KERNEL_DIRECTORY, openSysfs } from '../../../src/sysfs/open.ts'

const env = { SCST_SYSFS: '/env/dir', SCST_SOCKET: '/env/sock', XDG_RUNTIME_DIR: '/run/user/7' }

test('options come before the environment, a directory before a socket', () => {
  assert.deepEqual(choosePlace({ sysfs: '/d', socket: '/s' }, env), { kind: 'directory', path: '/d' })
  assert.deepEqual(choosePlace({ socket: '/s' }, env), { kind: 'socket', path: '/s' })
  assert.deepEqual(choosePlace({}, env), { kind: 'directory', path: '/env/dir' })
  assert.deepEqual(choosePlace({}, { SCST_SOCKET: '/env/sock' }), { kind: 'socket', path: '/env/sock' })
})

test('without any word the kernel is taken where it is there', () => {
  assert.equal(choosePlace({}, {}).kind, existsSync(KERNEL_DIRECTORY) ? 'directory' : 'socket')
})

test('the default socket', () => {
  assert.equal(defaultSocket(env, 0), '/run/scst/scstd.sock')
  assert.equal(defaultSocket(env, 7), '/run/user/7/scst/scstd.sock')
})

test('what is not there is named', async () => {
  await assert.rejects(openSysfs({ kind: 'directory', path: '/no/such' }), /no such directory: \/no\/such/)
  await assert.rejects(
    openSysfs({ kind: 'socket', path: '/no/such' }),
    /cannot reach scstd on \/no\/such: .*ENOENT/,
  )
})
