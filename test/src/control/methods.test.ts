import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { CooperativeLock } from '../../../src/control/lock.ts'
import { METHODS } from '../../../src/control/methods.ts'
import { Params } from '../../../src/control/params.ts'
import { filesAsTree } from '../../support/control.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
after(directory.remove)
const sysfs = filesAsTree(join(directory.path, 'tree'), { a: '0\n' })
const hello = { protocol: 1, name: 'scstd', version: '1', pid: 1 }
const scope = { sysfs, hello, lock: new CooperativeLock<object>(), caller: undefined }

test('a batch on a tree that has none of its own is written one by one', async () => {
  const writes = ['a', 'nosuch', 'a'].map((path, i) => ({ path, text: String(i) }))
  const failure = { errno: 'ENOENT', number: 2, path: 'nosuch', stage: 'lookup' }
  assert.deepEqual(await METHODS.batch(new Params({ writes }), scope), [null, failure])
  assert.deepEqual(await METHODS.batch(new Params({ writes, stopOnError: false }), scope), [
    null,
    failure,
    null,
  ])
})

test('a path that leads nowhere fails alone', async () => {
  const at = (path: string) => ({ path, text: '1' })
  const nowhere = { errno: 'ENOENT', number: 2, path: '../a', stage: 'lookup' }
  const missing = { errno: 'ENOENT', number: 2, path: 'nosuch', stage: 'lookup' }
  const results = (stopOnError: boolean, ...paths: string[]) =>
    METHODS.batch(new Params({ writes: paths.map(at), stopOnError }), scope)
  assert.deepEqual(await results(true, 'a', '../a', 'a'), [null, nowhere])
  assert.deepEqual(await results(true, 'nosuch', '../a', 'a'), [missing])
  assert.deepEqual(await results(false, '../a', 'a', 'nosuch', '../a', 'a'), [
    nowhere,
    null,
    missing,
    nowhere,
    null,
  ])
})

test('modes are octal text', async () => {
  assert.deepEqual(await METHODS.stat(new Params({ path: 'a' }), scope), { type: 'file', mode: '0644' })
})

test('who has no connection can hold no lock', async () => {
  await assert.rejects(METHODS.lock(new Params({}), scope), /not over HTTP/)
})
