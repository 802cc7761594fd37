import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { Scstd } from '../../../src/daemon/scstd.ts'
import { readSettings } from '../../../src/daemon/settings.ts'
import { Log } from '../../../src/lib/log.ts'
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

test('what initiators wrote is flushed and closed, whatever else fails to stop', async () => {
  const lines = new EventEmitter()
  let isFull = false
  const log = new Log('scstd', ({ text }) => {
    if (isFull) throw new Error('ENOSPC: the log is full')
    lines.emit(text.split(' ', 1)[0]!, text)
  })
  const listening = once(lines, 'listening')
  const texts = { socket: [own().socket], portal: ['127.0.0.1:0'], state_directory: [join(path, 'state')] }
  const daemon = await Scstd.start(readSettings(texts, {}), 'test', log)
  await daemon.tree.write('handlers/vdisk_nullio/mgmt', 'add_device disk1')
  await daemon.tree.write('targets/iscsi/enabled', '1')
  const [line] = await listening
  const accepted = once(lines, 'Connect')
  const visitor = connect(Number(/:(\d+)$/.exec(line)![1]), '127.0.0.1')
  await accepted
  const { lu } = daemon.scst.devices.get('disk1')!
  assert.notEqual(lu.store, undefined)
  isFull = true
  await assert.rejects(daemon.stop(), /the log is full/)
  assert.equal(lu.store, undefined)
  visitor.destroy()
})
