import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { readDesired } from '../../../src/admin/desired.ts'
import type { Configuration } from '../../../src/config/configuration.ts'
import { type Options, runOn, withFile } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'

async function read(file: string, options: Options = {}) {
  let desired: Configuration | undefined
  const ran = await runOn(
    liveTree().tree,
    async (run) => {
      await run.begin()
      desired = readDesired(run, file)
      return 0
    },
    options,
  )
  return { ...ran, desired }
}

test('a file of today', async () => {
  const { desired } = await withFile('HANDLER vcdrom {\n\tDEVICE c\n}\n', read)
  assert.deepEqual([...desired!.handlers.keys()], ['vcdrom'])
})

test('a file of the old form is converted, and says so', async () => {
  const { desired, stdout } = await withFile('[HANDLER vdisk]\nDEVICE d,,NULLIO,512\n', read)
  assert.deepEqual([...desired!.handlers.keys()], ['vdisk_nullio'])
  assert.match(
    stdout,
    /\n\nNOTE: Using a deprecated configuration file\. I will attempt to convert it for you\.\n\n/,
  )
})

test('nothing in a file is no configuration', async () => {
  assert.equal((await withFile('# only this\n', read)).desired, undefined)
})

test('what cannot be read is an error; a directory only by default', async () => {
  assert.match((await read('/nonexistent')).stdout, /'\/nonexistent': No such file or directory\n/)
  assert.match((await read(tmpdir())).stdout, /: Is a directory\n/)
  const strict = await read(tmpdir(), { compatibility: 'strict' })
  assert.equal(strict.status, 0)
  assert.equal(strict.desired, undefined)
})
