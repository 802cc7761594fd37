import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { SlabPool } from '../../../src/iscsi/slab.ts'
import { Wire, type WireOwner } from '../../../src/iscsi/wire.ts'

/** In all more than the system keeps for a peer that reads nothing. */
const PDUS = 32
const DATA_LENGTH = 1000000

/** Its clock says what a test says. */
class Owner implements WireOwner {
  now = 1000
  received(): void {}
  dataOutBegin(): void {}
  dataOutBytes(): void {}
  dataOutEnd(): void {}
  headerDigestFailed(): void {}
  dataTooLong(): void {}
  failed(error: unknown): void {
    throw error
  }
  disconnected(): void {}
  troubled(): void {}
}

let server: net.Server
let client: net.Socket
let owner: Owner
let wire: Wire
before(async () => {
  owner = new Owner()
  server = net.createServer({ pauseOnConnect: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  client = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1')
  await once(client, 'connect')
  const [socket] = (await accepted) as [net.Socket]
  wire = new Wire(new SlabPool(), socket, owner, 8192)
})
after(() => {
  client.destroy()
  wire.destroy()
  server.close()
})

function send(): void {
  const at = wire.writer.begin(DATA_LENGTH)
  wire.writer.end(wire.writer.slab, at, DATA_LENGTH)
  wire.writer.commit()
}

describe('output that the peer does not take', () => {
  it('is late from when it was sent, however long there was none before', () => {
    owner.now = 500000
    for (let n = 0; n < PDUS; n++) send()
    assert.equal(wire.stalledSince(), 500000)
  })

  it('is later with time', async () => {
    for (; owner.now - wire.stalledSince() < 1000; await turn()) owner.now++
    assert.ok(wire.writer.backlog > 0)
  })

  it('is not while the peer takes bytes', async () => {
    for (; wire.stalledSince() < owner.now; await turn()) client.read()
    assert.ok(wire.writer.backlog > 0)
  })

  it('is not when all of it is taken', async () => {
    client.resume()
    while (wire.writer.backlog > 0) await turn()
    owner.now += 100000
    assert.equal(wire.stalledSince(), owner.now)
  })
})
