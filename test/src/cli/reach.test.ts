import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { MemoryTerminal } from '../../../src/admin/terminal.ts'
import { scstadmin } from '../../../src/cli/main.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

async function run(argv: string[], { env = {}, uid = 0 } = {}) {
  const terminal = new MemoryTerminal()
  const status = await scstadmin(argv, { terminal, env, uid })
  return { stderr: terminal.stderr, status }
}

const NOT_THERE = 'Failed to obtain SCST version information. Are the SCST modules loaded?\n'

test('a tree that cannot be reached ends the run with 2, and says why', async () => {
  const { stderr, status } = await run(['-list_handler', '-socket', '/nowhere/s'])
  assert.match(stderr, new RegExp(`^${NOT_THERE.replace('?', '\\?')}cannot reach scstd on /nowhere/s: .*\n$`))
  assert.equal(status, 2)
})

test('strict does not say why', async () => {
  const said = await run(['-list_handler', '-socket', '/nowhere/s', '-compat', 'strict'])
  assert.deepEqual(said, { stderr: NOT_THERE, status: 2 })
})

test('a version that is none ends the run', async () => {
  const { path, remove } = temporaryDirectory()
  writeFileSync(`${path}/version`, 'forty-two\n')
  assert.deepEqual(await run(['-list_handler', '-sysfs', path]), {
    stderr: "Failed to parse SCST version from 'forty-two'\n",
    status: 9,
  })
  remove()
})

test("the kernel's tree, and strict, are for root alone", async () => {
  const refused = { stderr: 'This program must run as root.\n', status: 255 }
  const kernel = ['-list_handler', '-sysfs', '/sys/kernel/scst_tgt']
  assert.deepEqual(await run(kernel, { uid: 1000 }), refused)
  assert.deepEqual(await run(['-bogus', '-compat=strict'], { uid: 1000 }), refused)
})

test('any other tree is for whoever can reach it', async () => {
  const { path, remove } = temporaryDirectory()
  writeFileSync(`${path}/version`, 'SCST version: 3.11.0-pre\n')
  mkdirSync(`${path}/handlers`)
  assert.deepEqual(await run(['-list_handler', '-sysfs', path], { uid: 1000 }), { stderr: '', status: 0 })
  remove()
})
