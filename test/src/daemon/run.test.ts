import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, renameSync } from 'node:fs'
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
