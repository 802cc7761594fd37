import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startDaemon } from '../../support/daemon.ts'
import { REPOSITORY, run } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { path } = temporaryDirectory()
const PROGRAM = join(REPOSITORY, 'bin/scstd-mount.js')
const skip = existsSync('/dev/fuse') && process.getuid?.() === 0 ? false : 'needs root and /dev/fuse'

test('the tree of a running daemon is mounted until SIGTERM', { skip }, async () => {
  const place = join(path, 'mnt')
  mkdirSync(place)
  const daemon = await startDaemon()
  const mount = spawn(process.execPath, [PROGRAM, '--socket', daemon.socket, place])
  const [said] = await once(mount.stdout, 'data')
  assert.equal(String(said), `${daemon.socket} is mounted on ${place}\n`)
  assert.equal((await run('cat', [join(place, 'targets/iscsi/open_state')])).stdout, 'open\n')
  mount.kill('SIGTERM')
  assert.deepEqual(await once(mount, 'exit'), [0, null])
  assert.equal(existsSync(join(place, 'targets')), false)
  await daemon.stop()
})

test('a mount ends with its daemon, however that ends', { skip }, async () => {
  const place = join(path, 'mnt2')
  mkdirSync(place)
  const daemon = await startDaemon()
  const mount = spawn(process.execPath, [PROGRAM, '--socket', daemon.socket, place])
  await once(mount.stdout, 'data')
  const said = once(mount.stderr, 'data')
  assert.equal(await daemon.stop('SIGKILL'), 'SIGKILL')
  assert.equal(String(await said), `scstd-mount: lost the connection to scstd on ${daemon.socket}\n`)
  assert.deepEqual(await once(mount, 'exit'), [1, null])
  assert.equal(existsSync(join(place, 'targets')), false)
})

for (const [args, message] of [
  [[], /^scstd-mount: Usage: scstd-mount /],
  [['--socket', '/no/such', '/tmp'], /^scstd-mount: cannot reach scstd on \/no\/such/],
  [['--nosuch'], /^scstd-mount: Unknown option/],
] as const) {
  test(`scstd-mount ${args.join(' ')}`, async () => {
    const { exit, stderr } = await run(process.execPath, [PROGRAM, ...args])
    assert.equal(exit, 1)
    assert.match(stderr, message)
  })
}
