import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { connectSysfs } from '../../../src/sysfs/socket.ts'
import { own, pidIn, scstd, until } from '../../support/background.ts'

test('in the background: the caller gets 0 once it listens; SIGTERM leaves nothing behind', async () => {
  const { args, socket, pidFile, logFile } = own()
  assert.deepEqual(await scstd(...args), { exit: 0, stdout: '', stderr: '' })
  const pid = pidIn(pidFile)
  const sysfs = await connectSysfs(socket)
  assert.equal((await sysfs.hello()).pid, pid)
  assert.equal(await sysfs.read('targets/iscsi/open_state'), 'open\n')
  sysfs.close()

  const second = await scstd(...args)
  assert.equal(second.exit, 1)
  assert.match(second.stderr, new RegExp(`running already \\(pid ${pid}\\)`))
  const third = await scstd('-f', ...args)
  assert.equal(third.exit, 1)
  assert.match(third.stderr, new RegExp(`scstd \\(pid ${pid}\\) is already listening on ${socket}`))

  process.kill(pid, 'SIGTERM')
  await until(() => !existsSync(pidFile))
  assert.equal(existsSync(socket), false)
  assert.match(readFileSync(logFile, 'utf8'), /"msg":"scstd ends \(SIGTERM\)"/)
})

test('after a kill the next one takes over socket and pid file', async () => {
  const { args, pidFile, socket } = own()
  await scstd(...args)
  const killed = pidIn(pidFile)
  process.kill(killed, 'SIGKILL')
  await until(() => !existsSync(`/proc/${killed}/fd/0`))
  assert.ok(existsSync(socket))
  assert.equal((await scstd(...args)).exit, 0)
  assert.notEqual(pidIn(pidFile), killed)
})
