import assert from 'node:assert/strict'
import { test } from 'node:test'
import { processEnvironment } from '../../../src/cli/environment.ts'
import { REPOSITORY, run } from '../../support/programs.ts'

test('is that of the process', () => {
  const { env, uid } = processEnvironment()
  assert.equal(env, process.env)
  assert.equal(uid, process.geteuid?.())
})

test('the first signal asks the run to stop', () => {
  const before = process.listeners('SIGTERM')
  let stops = 0
  processEnvironment().onInterrupt!(async () => {
    stops++
  })
  process.emit('SIGTERM')
  assert.equal(stops, 1)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    for (const listener of process.listeners(signal))
      if (!before.includes(listener)) process.off(signal, listener)
})

test('a run that does not hear it is ended', async () => {
  const script = `
    import { processEnvironment } from './src/cli/environment.ts'
    processEnvironment().onInterrupt(() => new Promise(() => {}))
    setInterval(() => {}, 1000)
    process.kill(process.pid, 'SIGTERM')
  `
  const ran = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: REPOSITORY,
  })
  assert.deepEqual(ran, { exit: 1, stdout: '\n\nAborting immediately.\n', stderr: '' })
})
