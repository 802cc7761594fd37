import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { own, scstd } from '../../support/background.ts'
import { startDaemon } from '../../support/daemon.ts'
import { run } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { path } = temporaryDirectory()

test('a port that is taken is named, and nothing is left behind', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const { args, socket, pidFile } = own()
  const ended = await scstd(...args, '--portal', `127.0.0.1:${port}`)
  server.close()
  assert.equal(ended.exit, 1)
  assert.match(ended.stderr, new RegExp(`127\\.0\\.0\\.1:${port}`))
  assert.equal(existsSync(socket), false)
  assert.equal(existsSync(pidFile), false)
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
