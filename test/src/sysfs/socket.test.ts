import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { connectSysfs } from '../../../src/sysfs/socket.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const directory = temporaryDirectory()
after(directory.remove)

/** A server that greets with `hello` and then does what `behave` says. */
async function serverThat(name: string, hello: object, behave: (socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, result: hello })}\n`)
      behave(socket)
    })
  })
  const path = join(directory.path, name)
  await once(server.listen(path), 'listening')
  return { path, close: () => server.close() }
}

const HELLO = { protocol: 1, name: 'scstd', version: '1', pid: 1 }

test('another protocol is refused', async () => {
  const { path, close } = await serverThat('old', { ...HELLO, protocol: 7 }, () => {})
  await assert.rejects(connectSysfs(path), /speaks protocol 7, this program 1/)
  close()
})

test('what waits when the connection is lost is rejected, and so is what comes later', async () => {
  const { path, close } = await serverThat('lost', HELLO, (socket) =>
    socket.once('data', () => socket.destroy()),
  )
  const sysfs = await connectSysfs(path)
  await assert.rejects(sysfs.read('version'), /lost the connection to scstd on /)
  await assert.rejects(sysfs.read('version'), /lost the connection to scstd on /)
  assert.match((await sysfs.lost).message, /lost the connection to scstd on /)
  close()
})

test('an answer to no request ends the connection: nobody knows who waits for it', async () => {
  const { path, close } = await serverThat('deaf', HELLO, (socket) =>
    socket.once('data', () =>
      socket.write('{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"longer than 16 MiB"}}\n'),
    ),
  )
  const sysfs = await connectSysfs(path)
  await assert.rejects(sysfs.write('a', 'x'), {
    message: `lost the connection to scstd on ${path}: scstd refused the request: longer than 16 MiB`,
  })
  close()
})

test('answers are told apart by their id, and nonsense ends the connection', async () => {
  const { path, close } = await serverThat('mixed', HELLO, (socket) => {
    socket.once('data', () => {
      for (const [id, result] of [
        [3, 'second'],
        [99, 'nobody'],
        [2, 'first'],
      ])
        socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`)
      socket.once('data', () => socket.write('nonsense\n'))
    })
  })
  const sysfs = await connectSysfs(path)
  assert.deepEqual(await Promise.all([sysfs.read('a'), sysfs.read('b')]), ['first', 'second'])
  await assert.rejects(sysfs.read('c'), /lost the connection/)
  close()
})
