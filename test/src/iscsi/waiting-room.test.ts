import assert from 'node:assert/strict'
import { once } from 'node:events'
import net, { type Socket } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { WaitingRoom } from '../../../src/iscsi/waiting-room.ts'

const MINUTE = 60000

let server: net.Server
const clients: Socket[] = []
let room: WaitingRoom
before(async () => {
  server = net.createServer({ pauseOnConnect: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
after(() => {
  for (const client of clients) client.destroy()
  server.close()
})
beforeEach(() => {
  room = new WaitingRoom({ inAll: 3, ofAddress: 2 })
})

/** The target's side of a connection from the address. */
async function visitor(address: string): Promise<Socket> {
  const accepted = once(server, 'connection')
  const { port } = server.address() as net.AddressInfo
  clients.push(net.connect({ port, host: '127.0.0.1', localAddress: address }))
  return (await accepted)[0]
}

/** Who is let in, when everybody may enter. */
function entering(mayEnter = (_address: string) => true): Socket[] {
  const entered: Socket[] = []
  room.letIn(mayEnter, (socket) => entered.push(socket))
  return entered
}

describe('a waiting room', () => {
  it('lets in those who may enter, of one address in the order they came', async () => {
    const [one, other, third] = [
      await visitor('127.0.0.1'),
      await visitor('127.0.0.2'),
      await visitor('127.0.0.1'),
    ]
    for (const socket of [one, other, third]) room.add(socket, 0)
    assert.deepEqual(
      entering((address) => address === '127.0.0.2'),
      [other],
    )
    assert.deepEqual(entering(), [one, third])
    assert.equal(room.size, 0)
  })

  it('lets in first those of whose address few wait', async () => {
    const [one, third, other] = [
      await visitor('127.0.0.1'),
      await visitor('127.0.0.1'),
      await visitor('127.0.0.2'),
    ]
    for (const socket of [one, third, other]) room.add(socket, 0)
    assert.deepEqual(entering(), [other, one, third])
  })

  it('has so many seats for an address: the oldest goes', async () => {
    const all = [await visitor('127.0.0.1'), await visitor('127.0.0.1'), await visitor('127.0.0.1')]
    for (const socket of all) room.add(socket, 0)
    assert.deepEqual(entering(), all.slice(1))
    assert.ok(all[0]!.destroyed)
  })

  it('has so many seats in all: the oldest goes of the address that has the most', async () => {
    const all: Socket[] = []
    for (const address of ['127.0.0.1', '127.0.0.2', '127.0.0.2', '127.0.0.3'])
      all.push(await visitor(address))
    const [alone, oldest, younger, last] = all
    for (const socket of all) room.add(socket, 0)
    assert.deepEqual(entering(), [alone, younger, last])
    assert.ok(oldest!.destroyed)
  })

  it('keeps nobody longer than a minute', async () => {
    const [early, late] = [await visitor('127.0.0.1'), await visitor('127.0.0.1')]
    room.add(early, 0)
    room.add(late, 1)
    room.expire(MINUTE)
    assert.deepEqual(entering(), [late])
  })

  it('is cleared when the target ends', async () => {
    const socket = await visitor('127.0.0.1')
    room.add(socket, 0)
    room.clear()
    assert.ok(socket.destroyed && room.size === 0)
  })
})
