import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectSysfs } from '../../../src/sysfs/socket.ts'
import { startDaemon } from '../../support/daemon.ts'
import { REPOSITORY, type Run, run } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { path } = temporaryDirectory()
const scstd = (...args: string[]): Promise<Run> =>
  run(process.execPath, [join(REPOSITORY, 'bin/scstd.js'), ...args], { seconds: 20 })

/** What a background daemon of its own is started with. */
function own(name: string) {
  const files = {
    socket: join(path, name, 'scstd.sock'),
    pidFile: join(path, name, 'scstd.pid'),
    logFile: join(path, name, 'scstd.log'),
  }
  const args = ['--socket', files.socket, '--pid-file', files.pidFile, '--log-file', files.logFile]
  return {
    ...files,
    args: [...args, '--portal', '127.0.0.1:0', '--state-directory', join(path, name, 'state')],
  }
}

const started: number[] = []
after(() => {
  for (const pid of started) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {}
  }
})

function pidIn(file: string): number {
  const pid = Number(readFileSync(file, 'utf8'))
  started.push(pid)
  return pid
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await sleep(5)
}

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

test('in the background: the caller gets 0 once it listens; SIGTERM leaves nothing behind', async () => {
  const { args, socket, pidFile, logFile } = own('background')
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

test('signals: logins suspended and resumed, logs opened anew, no inspector', async () => {
  const { args, pidFile, logFile } = own('signals')
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

test('after a kill the next one takes over socket and pid file', async () => {
  const { args, pidFile, socket } = own('killed')
  await scstd(...args)
  const killed = pidIn(pidFile)
  process.kill(killed, 'SIGKILL')
  await until(() => !existsSync(`/proc/${killed}/fd/0`))
  assert.ok(existsSync(socket))
  assert.equal((await scstd(...args)).exit, 0)
  assert.notEqual(pidIn(pidFile), killed)
})

test('a port that is taken is named, and nothing is left behind', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const { args, socket, pidFile } = own('taken')
  const ended = await scstd(...args, '--portal', `127.0.0.1:${port}`)
  server.close()
  assert.equal(ended.exit, 1)
  assert.match(ended.stderr, new RegExp(`127\\.0\\.0\\.1:${port}`))
  assert.equal(existsSync(socket), false)
  assert.equal(existsSync(pidFile), false)
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

test('without the login side the driver is closed', async () => {
  const daemon = await startDaemon({ args: ['--no-login'] })
  assert.equal(await daemon.sysfs.read('targets/iscsi/open_state'), 'closed\n')
  assert.deepEqual(daemon.portals, [])
  assert.equal(await daemon.stop(), 0)
})

const mountable = existsSync('/dev/fuse') && process.getuid?.() === 0

test('the mount goes with the daemon, and a killed one leaves none', {
  skip: !mountable && 'needs root and /dev/fuse',
}, async () => {
  const place = join(path, 'mnt')
  mkdirSync(place)
  const cat = () => run('cat', [join(place, 'targets/iscsi/open_state')])
  const killed = await startDaemon({ args: ['--mount', place] })
  assert.equal((await cat()).stdout, 'open\n')
  await killed.stop('SIGKILL')
  assert.match((await cat()).stderr, /not connected/)

  const next = await startDaemon({ args: ['--mount', place] })
  assert.equal((await cat()).stdout, 'open\n')
  const { stderr } = await run('bash', ['-c', 'echo 7 > "$0"', join(place, 'targets/iscsi/enabled')])
  assert.match(stderr, /write error: Invalid argument/)
  assert.equal(await next.stop(), 0)
  assert.match((await cat()).stderr, /No such file/)
})
