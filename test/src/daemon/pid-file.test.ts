import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PidFile } from '../../../src/daemon/pid-file.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { path } = temporaryDirectory()

test('it holds our number, and a stale one is replaced', () => {
  const file = join(path, 'run/scstd.pid')
  const first = PidFile.take(file)
  assert.equal(readFileSync(file, 'utf8'), `${process.pid}\n`)
  assert.equal(statSync(file).mode & 0o777, 0o644)
  first.remove()
  assert.equal(existsSync(file), false)
  writeFileSync(file, '99999999999\n')
  const second = PidFile.take(file)
  assert.equal(readFileSync(file, 'utf8'), `${process.pid}\n`)
  second.remove()
})

const HOLD = `
import fcntl, sys
file = open(sys.argv[1], 'w')
fcntl.lockf(file, fcntl.LOCK_EX)
print('4242', file=file, flush=True)
print('held', flush=True)
sys.stdin.read()
`

test('while another process holds it we are refused, and told who it is', async () => {
  const file = join(path, 'held.pid')
  const holder = spawn('python3', ['-c', HOLD, file])
  await once(holder.stdout, 'data')
  assert.throws(() => PidFile.take(file), {
    message: `unable to lock pid file ${file}: scstd is running already (pid 4242)`,
  })
  holder.stdin.end()
  await once(holder, 'exit')
  PidFile.take(file).remove()
})

test('a place where no file can be', () => {
  writeFileSync(join(path, 'file'), '')
  assert.throws(() => PidFile.take(join(path, 'file/x.pid')), /unable to create pid file .*file\/x\.pid/)
})
