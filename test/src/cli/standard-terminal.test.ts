import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { REPOSITORY, run } from '../../support/programs.ts'

const SCRIPT = `
  import { StandardTerminal } from './src/cli/standard-terminal.ts'
  const terminal = new StandardTerminal()
  terminal.out('ask \\xe9')
  const lines = [await terminal.readLine(), await terminal.readLine(), await terminal.readLine()]
  terminal.err(JSON.stringify(lines))
  process.exit(0)
`

test('writes and reads bytes, line by line', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', SCRIPT], {
    cwd: REPOSITORY,
  })
  child.stdin.end(Buffer.from('y\xe9s\nlast', 'latin1'))
  const chunks = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk) => {
      chunks[stream] += chunk.toString('latin1')
    })
  }
  await once(child, 'close')
  assert.deepEqual(chunks, { stdout: 'ask \xe9', stderr: JSON.stringify(['y\xe9s\n', 'last', null]) })
})

test('an output that takes nothing stops nothing, and is remembered', async () => {
  const script = `
    import { StandardTerminal } from './src/cli/standard-terminal.ts'
    const terminal = new StandardTerminal()
    terminal.out('lost')
    terminal.out('lost, too')
    terminal.err(terminal.loss.code)
  `
  const program = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', script]
  const ran = await run('sh', ['-c', '"$@" >/dev/full', 'sh', ...program], { cwd: REPOSITORY })
  assert.deepEqual(ran, { exit: 0, stdout: '', stderr: 'ENOSPC' })
})
