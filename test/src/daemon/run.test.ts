import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { own, pidIn, scstd, until } from '../../support/background.ts'
import { startDaemon } from '../../support/daemon.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { path } = temporaryDirectory()

test('signals: logins suspended and resumed, logs opened anew, no inspector', async () => {
  const { args, pidFile, logFile } = own()
  await scstd(...args)
  const pid = pidIn(pidFile)
  const logged = (text: string) =>
    until(() => existsSync(logFile) && readFileSync(logFile, 'utf8').includes(text))
  process.kill(pid, 'SIGUSR1')
  await logged('logins are suspended')
  renameSync(logFile, `${logFile}.1`)
  process.kill(pid, 'SIGHUP')
  await until(() => existsSync(logFile))
  process.kill(pid, 'SIGUSR2')
  await logged('logins are resumed')
  process.kill(pid, 'SIGTERM')
  await until(() => !existsSync(pidFile))
  assert.doesNotMatch(readFileSync(logFile, 'utf8'), /ebugger/)
})

test('the service manager hears that it serves', async () => {
  const notify = join(path, 'notify')
  const receiver = spawn('socat', ['-u', `UNIX-RECV:${notify}`, 'STDOUT'])
  await until(() => existsSync(notify))
  const daemon = await startDaemon({ env: { NOTIFY_SOCKET: notify } })
  const [text] = await once(receiver.stdout, 'data')
  assert.match(String(text), /READY=1/)
  await daemon.stop()
  receiver.kill()
})

const skip = process.getuid?.() !== 0 && 'needs root'

test('another user has no groups but its own, and the control socket', { skip }, async () => {
  const { args, pidFile, socket } = own()
  assert.equal((await scstd(...args, '-u', '65534', '-g', '65533')).exit, 0)
  const pid = pidIn(pidFile)
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  assert.match(status, /^Uid:\t65534\t65534\t65534\t65534\nGid:\t65533\t65533\t65533\t65533$/m)
  assert.match(status, /^Groups:\t65533 $/m)
  assert.equal(statSync(socket).uid, 65534)
  process.kill(pid, 'SIGTERM')
  // Its directory is root's: the file cannot go, but names nobody.
  await until(() => readFileSync(pidFile, 'utf8') === '')
})

test('who cannot become the user does not serve', { skip }, async () => {
  const { args, pidFile, socket } = own()
  const { exit, stderr } = await scstd(...args, '-u', '4294967295')
  assert.equal(exit, 1)
  assert.match(stderr, /^scstd: cannot run as user 4294967295, group 0: /m)
  assert.deepEqual([existsSync(pidFile), existsSync(socket)], [false, false])
})
