import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Dispatcher } from '../../../src/control/dispatcher.ts'
import { serveJsonLines } from '../../../src/control/json-lines.ts'
import { silent } from '../../../src/lib/log.ts'
import { filesAsTree, LineClient } from '../../support/control.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
const tree = filesAsTree(join(directory.path, 'tree'), { value: '1\n' })
const dispatcher = new Dispatcher(tree, { protocol: 1, name: 'scstd', version: '1', pid: 1 }, silent)
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
  const requests = Array.from({ length: count }, (_, id) =>
    JSON.stringify({ jsonrpc: '2.0', id, method: 'read', params: { path: 'value' } }),
  )
  const text = `${requests.join('\n')}\n\n`
  for (let at = 0; at < text.length; at += 10_007) client.send(text.slice(at, at + 10_007))
  const seen = new Set<unknown>()
  for (let i = 0; i < count; i++) seen.add(((await client.receive()) as { id: number }).id)
  assert.equal(seen.size, count)
  client.close()
})
