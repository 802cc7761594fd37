import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { MemoryTerminal } from '../../../src/admin/terminal.ts'
import { commandConfig, runCommands } from '../../../src/cli/commands.ts'
import { REPOSITORY, run } from '../../support/programs.ts'
import { liveTree } from '../../support/scstadmin.ts'

const module = { root: REPOSITORY, target: './test/support/some-commands.ts', version: '1.2.3' }
const { tree, close } = await liveTree()
const terminal = new MemoryTerminal()
const environment = { terminal, env: {}, uid: 0, sysfs: tree }

test('every folder of commands is a topic with a description', async () => {
  const config = await commandConfig(module, environment)
  const folders = readdirSync(join(REPOSITORY, 'commands'), { withFileTypes: true })
  const topics = config.pjson.oclif.topics ?? {}
  assert.deepEqual(
    folders.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort(),
    Object.keys(topics).sort(),
  )
})

test('oclif finds a command by its words, and the command finds its environment', async () => {
  const status = await runCommands(['sysfs', 'read', 'async_lun_replace'], module, environment)
  assert.deepEqual({ status, stdout: terminal.stdout }, { status: 0, stdout: '0\n' })
})

test('2 is for answers: whoever asks for what is not there, or of nobody, gets 1', async () => {
  const script = `
    import { runCommands } from './src/cli/commands.ts'
    import { processEnvironment } from './src/cli/environment.ts'
    const module = { root: '.', target: './test/support/some-commands.ts', version: '1.2.3' }
    process.exit(await runCommands(process.argv.slice(1), module, processEnvironment()))
  `
  const program = ['--import', 'tsx', '--input-type=module', '-e', script, '--']
  for (const argv of [
    ['sysfs', 'read', '--socket=/nowhere/s', 'threads'],
    ['sysfs', 'read', '--nosuch', 'threads'],
    ['sysfs', 'read'],
    ['nosuch'],
  ]) {
    const { exit, stderr } = await run(process.execPath, [...program, ...argv], { cwd: REPOSITORY })
    assert.equal(exit, 1, stderr)
  }
})

test.after(close)
