import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { RawInitiator } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

/** So many connections without session may come from one address. */
const PER_ADDRESS = 16

let target: ServedTarget
before(async () => {
  target = await serveTarget()
})
after(() => target.close())

/** Ends when the target does, but not its own side. */
async function visit(): Promise<Socket> {
  const socket = connect({ port: target.port, host: '127.0.0.1', allowHalfOpen: true })
  await once(socket, 'connect')
  return socket.resume()
}

const visits = async (count: number): Promise<Socket[]> => {
  const sockets: Socket[] = []
  while (sockets.length < count) sockets.push(await visit())
  return sockets
}

/** Sends a NOP-Out, which is no login; the target has ended its side. */
async function refusedVisit(): Promise<Socket> {
  const socket = await visit()
  const ended = once(socket, 'end')
  socket.write(Buffer.alloc(48))
  await ended
  return socket
}

/** Sockets of this process, both ends of a connection. */
function openSockets(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:')
    } catch {
      return false
    }
  }).length
}

const logIn = (): Promise<RawInitiator> =>
  RawInitiator.connect(target.port).then((one) => one.logIn({ initiator: INITIATOR, target: TARGET }))

describe('connections without session', () => {
  it('of one address: one more, and the oldest goes', async () => {
    const [oldest, ...others] = await visits(PER_ADDRESS)
    const gone = once(oldest!, 'end')
    const initiator = await logIn()
    await gone
    initiator.close()
    for (const socket of [oldest!, ...others]) socket.destroy()
  })

  it('count until they are gone: who was refused and does not close takes no room from others', async () => {
    const before = openSockets()
    const refused: Socket[] = []
    while (refused.length < 3 * PER_ADDRESS) refused.push(await refusedVisit())
    const more = await visits(PER_ADDRESS)
    const initiator = await logIn()
    const ofTarget = openSockets() - before - refused.length - more.length - 2
    assert.ok(ofTarget <= PER_ADDRESS, `${ofTarget} are kept`)
    initiator.close()
    for (const socket of [...refused, ...more]) socket.destroy()
  })

  it('to a disabled driver: they wait, but no more of them', async () => {
    await target.write('targets/iscsi/enabled', '0')
    const [oldest, ...others] = await visits(PER_ADDRESS)
    const gone = once(oldest!, 'end')
    const initiator = await RawInitiator.connect(target.port)
    await gone
    await target.write('targets/iscsi/enabled', '1')
    await initiator.logIn({ initiator: INITIATOR, target: TARGET })
    initiator.close()
    for (const socket of [oldest!, ...others]) socket.destroy()
  })
})
