import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type HeldWrites, holdWrites } from '../support/held-writes.ts'
import { RawInitiator, type Received, statusOf } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const MIB = 1 << 20
const WRITE_8_BLOCKS = { cdb: '2a 00 00000000 00 0008 00', write: true, length: 4096 }
const WRITE_1_MIB = { cdb: '2a 00 00000000 00 0800 00', write: true, length: MIB }
const ORDERED = 2
const LOGICAL_UNIT_RESET = 5

type Offers = readonly (readonly [string, string])[]
const LONG_BURSTS: Offers = [
  ['InitialR2T', 'No'],
  ['MaxRecvDataSegmentLength', `${MIB}`],
  ['MaxBurstLength', `${MIB}`],
  ['FirstBurstLength', `${MIB}`],
]

let target: ServedTarget
let writes: HeldWrites
beforeEach(async () => {
  target = await serveTarget()
  writes = holdWrites(target.scst.devices.get('disk1')!.lu)
})
afterEach(() => target.close())

async function logIn(offers: Offers): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  await initiator.logIn({ initiator: INITIATOR, target: TARGET }, offers)
  return initiator.clearAttention()
}

function sendDataFor(initiator: RawInitiator, { itt, ttt, u32 }: Received): void {
  initiator.dataOut({ itt, ttt, offset: u32(40), data: Buffer.alloc(u32(44), 9) })
}

/** Everything that came before the answer to a ping. */
async function beforePing(initiator: RawInitiator): Promise<Received[]> {
  const itt = initiator.nopOut({ immediate: true })
  const received: Received[] = []
  for (;;) {
    const pdu = await initiator.receive()
    if (pdu.name === 'NOP-In' && pdu.itt === itt) return received
    received.push(pdu)
  }
}

/** Sends what is asked for until so many commands are answered; their statuses. */
async function statuses(initiator: RawInitiator, count: number): Promise<string[]> {
  const ended: string[] = []
  while (ended.length < count) {
    const pdu = await initiator.receive()
    if (pdu.name === 'R2T') sendDataFor(initiator, pdu)
    else ended.push(statusOf(pdu))
  }
  return ended
}

describe('a disk that takes no data', () => {
  it('holds up R2Ts, and neither pings nor task management', async () => {
    const initiator = await logIn(
      LONG_BURSTS.map(([key, value]) => [key, key === 'InitialR2T' ? 'Yes' : value]),
    )
    void writes.hold()
    for (let n = 0; n < 24; n++) initiator.command(WRITE_1_MIB)
    const asked = await beforePing(initiator)
    assert.equal(asked.length, 16, 'R2Ts of 16 MiB in all')
    for (const r2t of asked) sendDataFor(initiator, r2t)
    assert.deepEqual(await beforePing(initiator), [])
    const itt = initiator.manage(1, { rtt: 0xfffffff0, refCmdSN: initiator.cmdSN - 1 })
    assert.equal((await initiator.receive('TMF Response')).itt, itt)
    writes.release()
    assert.deepEqual(await statuses(initiator, 24), Array(24).fill('00'))
    initiator.close()
  })

  it('has no room from commands that are gone', async () => {
    const initiator = await logIn(LONG_BURSTS)
    for (let n = 0; n < 24; n++) initiator.command(WRITE_1_MIB)
    const asked = await beforePing(initiator)
    assert.equal(target.portals.solicited.bytes, 16 * MIB)
    initiator.manage(LOGICAL_UNIT_RESET)
    assert.deepEqual(await beforePing(initiator), [])
    assert.equal(target.portals.solicited.bytes, 0)
    for (const r2t of asked) sendDataFor(initiator, r2t)
    await initiator.receive('TMF Response')
    initiator.close()
  })
})

describe('data that wait for the turn of their command', () => {
  it('let those through that the command before them needs', async () => {
    await target.set('QueuedCommands', '64')
    await target.set('FirstBurstLength', `${MIB}`)
    const initiator = await logIn(LONG_BURSTS)
    initiator.command({ ...WRITE_8_BLOCKS, attribute: ORDERED })
    const r2t = await initiator.receive('R2T')
    for (let n = 0; n < 20; n++) initiator.command({ ...WRITE_1_MIB, data: Buffer.alloc(MIB, 1) })
    sendDataFor(initiator, r2t)
    assert.deepEqual(await statuses(initiator, 21), Array(21).fill('00'))
    initiator.close()
  })
})
