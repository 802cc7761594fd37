import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesAsTree } from '../support/control.ts'
import { REPOSITORY } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary.ts'

// The built program as a process of its own: `npm run build` comes first.

const PROGRAM = join(REPOSITORY, 'bin/scstadmin.js')
const { path: tree } = temporaryDirectory()
filesAsTree(tree, {
  version: 'SCST version: 3.11.0-pre\n',
  threads: '4\n',
  'handlers/vdisk_nullio/mgmt': '',
  'targets/iscsi/mgmt': '',
  'device_groups/mgmt': '',
  'devices/.keep': '',
})
const env = { ...process.env, SCST_SYSFS: tree, NODE_EXTRA_CA_CERTS: '' }

async function run(
  argv: readonly string[],
  { input = '', signal }: { input?: string; signal?: NodeJS.Signals } = {},
) {
  const child = spawn(PROGRAM, argv, { env })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk.toString('latin1')
    if (signal && stdout.includes('(y/[n]) ? ')) child.kill(signal)
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk.toString('latin1')
  })
  if (!signal) child.stdin.end(input)
  const [status] = await once(child, 'close')
  return { stdout, stderr, status }
}

test('a classic option', async () => {
  const { stdout, status } = await run(['-list_handler'])
  assert.equal(
    stdout,
    '\nCollecting current configuration: done.\n\n\tHandler\n\t------------\n\tvdisk_nullio\n\nAll done.\n',
  )
  assert.equal(status, 0)
})

test('a command', async () => {
  assert.deepEqual(await run(['sysfs', 'read', 'threads']), { stdout: '4\n', stderr: '', status: 0 })
})

test('a command that is none', async () => {
  const { stderr, status } = await run(['target', 'nosuch'])
  assert.match(stderr, /no such command: target nosuch\n/)
  assert.notEqual(status, 0)
})

test('a word that begins no command is passed over, as ever', async () => {
  assert.match((await run(['word', '-list_driver'])).stdout, /\tiscsi\n/)
})

test('arguments are bytes', () => {
  const script = `exec '${PROGRAM}' -list_handler "$(printf 'caf\\351')"`
  const stdout = execFileSync('bash', ['-c', script], { env }).toString('latin1')
  assert.match(stdout, /No such handler 'caf\u00e9' found\.\n/)
})

test('a prompt reads a line of standard input', async () => {
  const argv = ['-set_scst_attr', '-attributes', 'threads=5']
  assert.match((await run(argv, { input: 'no\ny\n' })).stdout, /\? Aborting action\.\n\nAll done\.\n$/)
  assert.match((await run(argv, { input: 'y\n' })).stdout, /\? \n-> Making requested changes\.\n/)
  assert.match((await run(argv)).stdout, /\? Aborting action\.\n/)
})

test('a signal while asking ends the run at once', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const { stdout, status } = await run(['-set_scst_attr', '-attributes', 'threads=5'], { signal })
    assert.match(stdout, /\? \n\nAborting immediately\.\n$/)
    assert.equal(status, 1)
  }
})

test('a reader that leaves early is no fault', () => {
  const script = `'${PROGRAM}' -help | head -1; echo "\${PIPESTATUS[0]}"`
  const [first, status] = execFileSync('bash', ['-c', script], { env }).toString().split('\n')
  assert.equal(first, 'SCST Configurator v3.11.0-pre')
  assert.ok(status === '0' || status === '141', status)
})
