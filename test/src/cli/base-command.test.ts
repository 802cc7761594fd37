import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import SysfsRead from '../../../commands/sysfs/read.ts'
import { REPOSITORY, run } from '../../support/programs.ts'
import { liveTree, runCommand } from '../../support/scstadmin.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const { tree, close } = await liveTree()

test('strict is for root alone, by flag or by environment', async () => {
  const refused = { stdout: '', stderr: 'This program must run as root.\n', status: 255 }
  assert.deepEqual(await runCommand(SysfsRead, tree, ['threads', '--compat=strict'], { uid: 1000 }), refused)
  const env = { SCST_COMPAT: 'strict' }
  assert.deepEqual(await runCommand(SysfsRead, tree, ['threads'], { uid: 1000, env }), refused)
  assert.equal(
    (await runCommand(SysfsRead, tree, ['threads', '--compat=default'], { uid: 1000, env })).status,
    0,
  )
})

test('another compatibility is refused before anything is done', async () => {
  await assert.rejects(
    runCommand(SysfsRead, tree, ['threads'], { env: { SCST_COMPAT: 'Strict' } }),
    /Unknown compatibility: Strict/,
  )
  await assert.rejects(runCommand(SysfsRead, tree, ['threads', '--compat=loose']), /Expected --compat=loose/)
})

test('an answer that nobody gets is a failure', async () => {
  const { path } = temporaryDirectory()
  writeFileSync(join(path, 'version'), '3.11.0\n')
  const script = `
    import { runCommands } from './src/cli/commands.ts'
    import { processEnvironment } from './src/cli/environment.ts'
    const module = { root: '.', target: './test/support/some-commands.ts', version: '1.2.3' }
    process.exit(await runCommands(['sysfs', 'read', '--sysfs=${path}', 'version'], module, processEnvironment()))
  `
  const program = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', script]
  const ran = await run('sh', ['-c', '"$@" >/dev/full', 'sh', ...program], { cwd: REPOSITORY })
  assert.deepEqual(ran, {
    exit: 1,
    stdout: '',
    stderr: 'scstadmin: standard output: No space left on device\n',
  })
})

test.after(close)
