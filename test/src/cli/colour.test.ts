import assert from 'node:assert/strict'
import { test } from 'node:test'
import { run } from '../../support/programs.ts'

const paint = (env: Readonly<Record<string, string>>) =>
  run(
    process.execPath,
    [
      ...['--import', import.meta.resolve('tsx'), '--input-type=module', '-e'],
      `import { colour } from '${new URL('../../../src/cli/colour.ts', import.meta.url)}'; process.stdout.write(colour.red('x'))`,
    ],
    { env },
  )

test('$NO_COLOR takes colours away wherever chalk would paint', async () => {
  assert.equal((await paint({ FORCE_COLOR: '1', NO_COLOR: '' })).stdout, '\x1b[31mx\x1b[39m')
  assert.equal((await paint({ FORCE_COLOR: '1', NO_COLOR: '1' })).stdout, 'x')
})
