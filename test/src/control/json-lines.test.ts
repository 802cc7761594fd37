import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Dispatcher } from '../../../src/control/dispatcher.ts'
import { serveJsonLines } from '../../../src/control/json-lines.ts'
import { silent } from '../../../src/lib/log.ts'
import type { Sysfs } from '../../../src/sysfs/sysfs.ts'
import { filesAsTree, LineClient } from '../../support/control.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
const tree = filesAsTree(join(directory.path, 'tree'), { value: '1\n' })
const hello = { protocol: 1, name: 'scstd', version: '1', pid: 1 }
const dispatcher = new Dispatcher(tree, hello, silent)
const server = createServer((socket) =>
  socket.once('data', (first) => serveJsonLines(socket, first, dispatcher)),
)
after(() => {
  server.close()
  directory.remove()
})

test('many more requests than may run at once are all answered, however they are cut', async () => {
  const path = join(directory.path, 'socket')
  await once(server.listen(path), 'listening')
  const client = new LineClient(path)
  const count = 3000
  const text = `${Array.from({ length: count }, (_, id) => read(id)).join('\n')}\n\n`
  for (let at = 0; at < text.length; at += 10_007) client.send(text.slice(at, at + 10_007))
  const seen = new Set<unknown>()
  for (let i = 0; i < count; i++) seen.add(((await client.receive()) as { id: number }).id)
  assert.equal(seen.size, count)
  client.close()
})

test('no more than 1024 requests run at once, also when they are read at once', async () => {
  let running = 0
  let most = 0
  const counting: Sysfs = Object.assign(Object.create(tree), {
    read: async (path: string) => {
      most = Math.max(most, ++running)
      const content = await tree.read(path)
      running--
      return content
    },
  })
  const requests = Array.from({ length: 3000 }, (_, id) => `${read(id)}\n`).join('')
  const path = join(directory.path, 'other')
  const other = createServer((socket) =>
    serveJsonLines(socket, Buffer.from(requests), new Dispatcher(counting, hello, silent)),
  )
  await once(other.listen(path), 'listening')
  const client = new LineClient(path)
  for (let i = 0; i < 3000; i++) await client.receive()
  assert.equal(most, 1024)
  client.close()
  other.close()
})

const read = (id: number): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method: 'read', params: { path: 'value' } })
