import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ControlServer } from '../../../src/control/server.ts'
import { Log, silent } from '../../../src/lib/log.ts'
import { filesAsTree } from '../../support/control.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
const socketPath = join(directory.path, 'scstd.sock')
const tree = filesAsTree(join(directory.path, 'tree'), {
  'targets/iscsi/enabled': '0\n',
  'a b/ü': Buffer.from([0xff, 0x0a]),
  here: { link: 'targets' },
})
const server = new ControlServer(tree, { name: 'scstd', version: '1' }, silent)
before(() => server.listen(socketPath))
after(async () => {
  await server.close()
  directory.remove()
})

function ask(method: string, path: string, body?: string): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path }, async (response) => {
      const parts: Buffer[] = []
      for await (const part of response) parts.push(part)
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const asJson = async (answer: Promise<{ body: Buffer }>) => JSON.parse((await answer).body.toString('utf8'))

test('files, directories and links', async () => {
  assert.deepEqual(await ask('GET', '/v1/tree/targets/iscsi/enabled'), {
    status: 200,
    body: Buffer.from('0\n'),
  })
  assert.deepEqual((await ask('GET', '/v1/tree/a%20b/%C3%BC')).body, Buffer.from([0xff, 0x0a]))
  assert.deepEqual(await asJson(ask('GET', '/v1/tree/targets')), [{ name: 'iscsi', type: 'dir' }])
  assert.deepEqual(await asJson(ask('GET', '/v1/tree/here')), { target: 'targets' })
  assert.equal((await asJson(ask('GET', '/v1/snapshot/targets')))[2][0][0], 'iscsi')
  assert.equal((await asJson(ask('GET', '/v1/hello'))).pid, process.pid)
})

test('a write', async () => {
  assert.equal((await ask('PUT', '/v1/tree/targets/iscsi/enabled', '1')).status, 204)
  assert.equal(await tree.read('targets/iscsi/enabled'), '1\n')
})

for (const [method, path, status, errno] of [
  ['GET', '/v1/tree/nosuch', 404, 'ENOENT'],
  ['GET', '/v1/tree/../x', 404, 'ENOENT'],
  ['PUT', '/v1/tree/targets', 422, 'EISDIR'],
] as const) {
  test(`${method} ${path} is ${status} ${errno}`, async () => {
    const answer = await ask(method, path)
    assert.equal(answer.status, status)
    assert.equal(JSON.parse(answer.body.toString()).errno, errno)
  })
}

test('what is not offered', async () => {
  assert.equal((await ask('DELETE', '/v1/tree/here')).status, 404)
  assert.equal((await ask('GET', '/')).status, 404)
  assert.equal((await ask('PUT', '/v1/tree/targets/iscsi/enabled', ' '.repeat(17 << 20))).status, 413)
})

test('an upload that breaks off is no fault of ours', async () => {
  const lines: string[] = []
  const socketPath = join(directory.path, 'other.sock')
  const other = new ControlServer(
    tree,
    { name: 'scstd', version: '1' },
    new Log('scstd', ({ text }) => lines.push(text)),
  )
  await other.listen(socketPath)
  const headers = { expect: '100-continue', 'content-length': '10' }
  const sent = request({ socketPath, method: 'PUT', path: '/v1/tree/targets/iscsi/enabled', headers })
  sent.on('error', () => {})
  sent.flushHeaders()
  await once(sent, 'continue')
  sent.destroy()
  await other.close()
  await new Promise(setImmediate)
  assert.deepEqual(lines, [])
})

test('JSON-RPC by POST, without locks', async () => {
  const rpc = (method: string, params = {}) =>
    asJson(ask('POST', '/v1/rpc', JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })))
  assert.equal((await rpc('read', { path: 'targets/iscsi/enabled' })).result, '1\n')
  assert.match((await rpc('lock')).error.message, /not over HTTP/)
})
