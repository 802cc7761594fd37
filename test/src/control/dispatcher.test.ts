import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Dispatcher } from '../../../src/control/dispatcher.ts'
import { Log, type LogLine, silent } from '../../../src/lib/log.ts'
import type { Sysfs } from '../../../src/sysfs/sysfs.ts'
import { filesAsTree } from '../../support/control.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
after(directory.remove)
const tree = filesAsTree(join(directory.path, 'tree'), { enabled: '0\n' })
const lines: LogLine[] = []
const hello = { protocol: 1, name: 'scstd', version: '1', pid: 1 }
const dispatcherOf = (sysfs: Sysfs) =>
  new Dispatcher(sysfs, hello, new Log('scstd', (line) => lines.push(line)))

const answer = async (text: string, sysfs = tree) => {
  const answered = await dispatcherOf(sysfs).answer(text, {})
  return answered === undefined ? undefined : JSON.parse(answered)
}
const READ = '{"jsonrpc":"2.0","id":1,"method":"read","params":{"path":"enabled"}}'

test('a request, an array of them, and what wants no answer', async () => {
  const result = { jsonrpc: '2.0', id: 1, result: '0\n' }
  const notification = '{"jsonrpc":"2.0","method":"hello"}'
  assert.deepEqual(await answer(READ), result)
  assert.deepEqual(await answer(`[${READ},${notification}]`), [result])
  assert.equal(await answer(notification), undefined)
  assert.equal(await answer(`[${notification}]`), undefined)
})

test('an array of more requests than are run at once is refused', async () => {
  const { error } = await answer(`[${Array.from({ length: 1025 }, () => READ).join()}]`)
  assert.deepEqual(error, { code: -32600, message: 'array of 1025 requests, at most 1024 allowed' })
})

test('an answer that is too long is an error of its own request', async () => {
  const dispatcher = new Dispatcher(tree, hello, silent, 100)
  const ask = async (text: string) => JSON.parse((await dispatcher.answer(text, {})) ?? '')
  const error = {
    code: -32003,
    message: 'answer longer than 100 characters, with those before it: ask for less at once',
  }
  const result = { jsonrpc: '2.0', id: 1, result: '0\n' }
  const failed = { jsonrpc: '2.0', id: 1, error }
  assert.deepEqual(await ask(`[${READ},${READ},${READ}]`), [result, result, failed])
  assert.deepEqual(await ask(READ), result)
  const helpless = new Dispatcher(tree, hello, silent, 10)
  assert.equal(JSON.parse((await helpless.answer(READ, {})) ?? '').error.code, -32003)
})

test('a fault of ours is logged with its place, and the caller hears that it is ours', async () => {
  const broken: Sysfs = Object.assign(Object.create(tree), {
    read: () => Promise.reject(new TypeError('a fault')),
  })
  assert.deepEqual((await answer(READ, broken)).error, {
    code: -32603,
    message: 'internal error, see the log of scstd',
  })
  assert.match(lines.at(-1)?.text ?? '', /TypeError: a fault\n {4}at /)
})
