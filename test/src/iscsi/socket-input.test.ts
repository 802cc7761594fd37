import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { it } from 'node:test'
import { readInto } from '../../../src/iscsi/socket-input.ts'

/** What a server reads of a client's bytes, `size` at a time; it pauses after each read. */
async function readBack(text: string, size: number): Promise<string> {
  const room = Buffer.alloc(size)
  let read = ''
  const server = net.createServer({ pauseOnConnect: true }, (accepted) => {
    const socket = readInto(accepted, {
      room: () => room,
      received(length) {
        read += room.toString('latin1', 0, length)
        if (read.length === text.length) socket.end('done')
        else setImmediate(() => socket.resume())
        return false
      },
    })
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1')
  client.write(text)
  const [answer] = await once(client, 'data')
  assert.equal(String(answer), 'done')
  client.destroy()
  server.close()
  return read
}

it('a socket reads into the room it is given, and pauses when it is told to', async () => {
  const text = Array.from({ length: 200 }, (_, n) => `line ${n}`).join('\n')
  assert.equal(await readBack(text, 7), text)
})
