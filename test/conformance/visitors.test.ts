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
  it('of one address: one more waits until one of them has been silent for some seconds', async () => {
    const [oldest, ...others] = await visits(PER_ADDRESS)
    const gone = once(oldest!, 'end')
    const initiator = await logIn()
    await gone
    initiator.close()
    for (const socket of [oldest!, ...others]) socket.destroy()
  })

  it('of one address: logins that go on are not disturbed by more of them', async () => {
    const logins = Array.from({ length: 3 * PER_ADDRESS }, async (_, n) => {
      const initiator = await RawInitiator.connect(target.port)
      const isid = `00023d${n.toString(16).padStart(6, '0')}`
      const keys = [
        ['InitiatorName', INITIATOR],
        ['TargetName', TARGET],
        ['AuthMethod', 'None'],
      ] as const
      await initiator.step({ isid, keys })
      return initiator.step({ csg: 1, nsg: 3, isid, keys: [] }).finally(() => initiator.close())
    })
    for (const { status } of await Promise.all(logins)) assert.equal(status, '0000')
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

  it('to a disabled driver wait for it, all of them', async () => {
    await target.write('targets/iscsi/enabled', '0')
    const waiting: RawInitiator[] = []
    while (waiting.length < 3 * PER_ADDRESS) waiting.push(await RawInitiator.connect(target.port))
    await target.write('targets/iscsi/enabled', '1')
    const names = { initiator: INITIATOR, target: TARGET }
    await Promise.all(
      waiting.map((each, n) => each.logIn(names, [], { isid: `00023e${n.toString(16).padStart(6, '0')}` })),
    )
    for (const each of waiting) each.close()
  })
})
