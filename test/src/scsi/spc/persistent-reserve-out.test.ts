import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nullStore } from '../../../../src/core/stores/null.ts'
import type { LogicalUnit } from '../../../../src/scsi/logical-unit.ts'
import {
  attended,
  disk,
  initiator,
  iscsiTransportId,
  memoryFile,
  PORT,
  said,
  send,
  sessionAt,
  type TestNexus,
} from '../../../support/scsi.ts'

const ACTIONS = {
  register: 0,
  reserve: 1,
  release: 2,
  clear: 3,
  preempt: 4,
  'preempt and abort': 5,
  'register and ignore': 6,
  'register and move': 7,
} as const

interface List {
  readonly key?: bigint
  readonly newKey?: bigint
  readonly type?: number
  readonly scope?: number
  /** Byte 20: SPEC_I_PT 8, ALL_TG_PT 4, APTPL 1. */
  readonly flags?: number
  /** Bytes behind the first 24. */
  readonly more?: Buffer
}

async function out(nexus: TestNexus, action: keyof typeof ACTIONS, list: List = {}): Promise<string> {
  const { key = 0n, newKey = 0n, type = 0, scope = 0, flags = 0, more = Buffer.alloc(0) } = list
  const bytes = Buffer.alloc(24)
  bytes.writeBigUInt64BE(key, 0)
  bytes.writeBigUInt64BE(newKey, 8)
  bytes[20] = flags
  const all = Buffer.concat([bytes, more])
  const cdb = Buffer.alloc(10)
  cdb.set([0x5f, ACTIONS[action], (scope << 4) | type])
  cdb.writeUInt32BE(all.length, 5)
  return said(await send(nexus, cdb.toString('hex'), { out: all }))
}

const keys = (lu: LogicalUnit): bigint[] => lu.reservations.registrants.map(({ key }) => key)
const ready = async (nexus: TestNexus) => said(await send(nexus, '00 00 00 00 00 00'))
const read = async (nexus: TestNexus) => said(await send(nexus, '08 00 00 00 00 00', { alloc: 0 }))
const write = async (nexus: TestNexus) => said(await send(nexus, '2a 00 00 00 00 00 00 00 00 00'))

/** Three initiators with the keys 1, 2, 3. */
async function registered(): Promise<{ lu: LogicalUnit; a: TestNexus; b: TestNexus; c: TestNexus }> {
  const lu = disk()
  lu.store = nullStore(lu.size)
  const [a, b, c] = [initiator(lu), initiator(lu), initiator(lu)]
  for (const [at, nexus] of [a, b, c].entries())
    assert.equal(await out(nexus, 'register', { newKey: BigInt(at + 1) }), 'GOOD')
  return { lu, a, b, c }
}

describe('REGISTER', () => {
  it('adds, changes and removes keys; each counts', async () => {
    const lu = disk()
    const nexus = initiator(lu)
    assert.equal(await out(nexus, 'register', { key: 5n, newKey: 1n }), 'RESERVATION CONFLICT')
    assert.equal(await out(nexus, 'register'), 'GOOD')
    assert.equal(await out(nexus, 'register', { newKey: 1n }), 'GOOD')
    assert.equal(await out(nexus, 'register', { key: 9n, newKey: 2n }), 'RESERVATION CONFLICT')
    assert.equal(await out(nexus, 'register', { key: 1n, newKey: 2n }), 'GOOD')
    assert.deepEqual(keys(lu), [2n])
    assert.equal(await out(nexus, 'register and ignore', { key: 77n, newKey: 3n }), 'GOOD')
    assert.deepEqual(keys(lu), [3n])
    assert.equal(await out(nexus, 'register', { key: 3n }), 'GOOD')
    assert.deepEqual(keys(lu), [])
    assert.equal(lu.reservations.generation, 5)
  })

  it('with SPEC_I_PT registers the ports that it lists', async () => {
    const lu = disk()
    const [nexus, other] = [initiator(lu), initiator(lu)]
    const id = other.transportId
    const more = Buffer.concat([Buffer.from([0, 0, 0, id.length]), id])
    assert.equal(await out(nexus, 'register', { newKey: 1n, flags: 8, more }), 'GOOD')
    assert.deepEqual(keys(lu), [1n, 1n])
    assert.equal(other.luns.get(0)!.registrant?.key, 1n)
  })

  it('takes nothing of a list with a malformed TransportID', async () => {
    const lu = disk()
    const more = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.alloc(24, 0x45)])
    assert.equal(await out(initiator(lu), 'register', { newKey: 1n, flags: 8, more }), '5/26/00')
    assert.deepEqual(keys(lu), [])
  })

  it('with SPEC_I_PT takes no list that ends before the length of what it lists, whatever the CDB says', async () => {
    const lu = disk()
    const list = Buffer.alloc(24)
    list[15] = 1
    list[20] = 8
    const answer = await send(initiator(lu), '5f 00 00 00 00 00 00 00 1c 00', { out: list })
    assert.equal(said(answer), '5/1a/00')
    assert.deepEqual(keys(lu), [])
  })

  it('with SPEC_I_PT and ALL_TG_PT registers no more than there is room for', async () => {
    const lu = disk({ relTgtIds: () => [1, 2, 3, 4] })
    const nexus = initiator(lu)
    const listed = (count: number) => {
      const ids = Array.from({ length: count }, (_, n) => iscsiTransportId(`iqn.2026-10.test:${n},i,0x1`))
      const bytes = Buffer.concat(ids)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(bytes.length)
      return Buffer.concat([length, bytes])
    }
    assert.equal(await out(nexus, 'register', { newKey: 1n, flags: 12, more: listed(1024) }), '5/55/04')
    assert.equal(lu.reservations.registrants.length, 0)
    assert.equal(await out(nexus, 'register', { newKey: 1n, flags: 12, more: listed(1023) }), 'GOOD')
    assert.equal(lu.reservations.registrants.length, 4096)
    assert.equal(await out(initiator(lu), 'register', { newKey: 1n }), '5/55/04')
  })

  it('with ALL_TG_PT registers at every port of the protocol', async () => {
    const lu = disk({ relTgtIds: () => [1, 2, 7] })
    assert.equal(await out(initiator(lu), 'register', { newKey: 1n, flags: 4 }), 'GOOD')
    assert.deepEqual(
      lu.reservations.registrants.map(({ relTgtId }) => relTgtId),
      [1, 2, 7],
    )
  })

  it('with ALL_TG_PT and key 0 gives up all of them, but only where the nexus is registered itself', async () => {
    const lu = disk({ relTgtIds: () => [1, 2] })
    const elsewhere = sessionAt({ ...PORT, relTgtId: 9 }, 'iqn.2026-10.test:one', lu)
    const one = attended(sessionAt(PORT, 'iqn.2026-10.test:one', lu))
    await out(one, 'register', { newKey: 1n, flags: 4 })
    assert.equal(await out(attended(elsewhere), 'register', { flags: 4 }), 'GOOD')
    assert.deepEqual(keys(lu), [1n, 1n])
    assert.equal(await out(one, 'register', { key: 1n, flags: 4 }), 'GOOD')
    assert.deepEqual(keys(lu), [])
  })

  it('of the holder with key 0 releases and tells the registrants', async () => {
    const { lu, a, b } = await registered()
    await out(a, 'reserve', { key: 1n, type: 5 })
    assert.equal(await out(a, 'register', { key: 1n }), 'GOOD')
    assert.equal(lu.reservations.type, 0)
    assert.equal(await ready(b), '6/2a/04')
  })
})

describe('checks of PERSISTENT RESERVE OUT in order', () => {
  it('names what is wrong', async () => {
    const { a } = await registered()
    const stranger = initiator(a.luns.get(0)!.lu)
    assert.equal(await out(stranger, 'reserve', { type: 99 & 0xf, scope: 1 }), 'RESERVATION CONFLICT')
    assert.equal(await out(a, 'reserve', { key: 1n, type: 1, scope: 1 }), '5/24/00 CDB 2.4')
    assert.equal(await out(a, 'reserve', { key: 1n, type: 2, flags: 8 }), '5/26/00 list 20.3')
    assert.equal(await out(a, 'reserve', { key: 1n, type: 2, flags: 4 }), '5/26/00 list 20.2')
    assert.equal(await out(a, 'reserve', { key: 1n, type: 2, more: Buffer.alloc(1) }), '5/1a/00')
    assert.equal(await out(a, 'reserve', { key: 1n, type: 2 }), '5/24/00 CDB 2.0')
    assert.equal(await out(a, 'preempt', { key: 1n, type: 2 }), '5/24/00 CDB 1.0')
    assert.equal(
      said(await send(a, '5f 0f 00 00 00 00 00 00 18 00', { out: Buffer.alloc(24) })),
      '5/24/00 CDB 1.0',
    )
    assert.equal(said(await send(a, '5f 00 00 00 00 00 00 00 00 00')), '5/1a/00')
    assert.equal(
      said(await send(a, '5f 06 00 00 00 00 00 00 28 00', { out: Buffer.alloc(24) })),
      '5/1a/00',
      'the CDB names more than comes',
    )
    assert.equal(said(await send(a, '5f 00 00 00 00 00 00 00 18 00')), '5/49/00')
  })
})

describe('RESERVE and RELEASE', () => {
  it('hold what they say', async () => {
    const { lu, a, b } = await registered()
    assert.equal(await out(a, 'reserve', { key: 9n, type: 1 }), 'RESERVATION CONFLICT')
    assert.equal(await out(a, 'reserve', { key: 1n, type: 1 }), 'GOOD')
    assert.equal(await out(a, 'reserve', { key: 1n, type: 1 }), 'GOOD')
    assert.equal(await out(a, 'reserve', { key: 1n, type: 3 }), 'RESERVATION CONFLICT')
    assert.equal(await out(b, 'reserve', { key: 2n, type: 1 }), 'RESERVATION CONFLICT')
    assert.equal(await out(b, 'release', { key: 2n, type: 1 }), 'GOOD')
    assert.equal(await out(a, 'release', { key: 1n, type: 3 }), '5/26/04')
    assert.equal(lu.reservations.type, 1)
    assert.equal(await out(a, 'release', { key: 1n, type: 1 }), 'GOOD')
    assert.equal(lu.reservations.type, 0)
    assert.equal(await ready(b), 'GOOD')
  })

  it('of registrants only tells the others when released', async () => {
    const { a, b } = await registered()
    await out(a, 'reserve', { key: 1n, type: 6 })
    await out(a, 'release', { key: 1n, type: 6 })
    assert.equal(await ready(b), '6/2a/04')
    assert.equal(await ready(a), 'GOOD')
  })

  for (const [type, registrantMay, strangerMay] of [
    [1, 'read', 'read'],
    [3, 'nothing', 'nothing'],
    [5, 'all', 'read'],
    [6, 'all', 'nothing'],
    [7, 'all', 'read'],
    [8, 'all', 'nothing'],
  ] as const)
    it(`type ${type}: registrants may ${registrantMay}, strangers ${strangerMay}`, async () => {
      const { lu, a, b } = await registered()
      const stranger = initiator(lu)
      await out(a, 'reserve', { key: 1n, type })
      const may = async (nexus: TestNexus) => {
        const [reads, writes] = [
          (await read(nexus)) !== 'RESERVATION CONFLICT',
          (await write(nexus)) === 'GOOD',
        ]
        return writes ? 'all' : reads ? 'read' : 'nothing'
      }
      assert.deepEqual([await may(a), await may(b), await may(stranger)], ['all', registrantMay, strangerMay])
    })
})

describe('CLEAR and PREEMPT', () => {
  it('CLEAR forgets everybody and tells the others', async () => {
    const { lu, a, b } = await registered()
    await out(b, 'reserve', { key: 2n, type: 1 })
    assert.equal(await out(a, 'clear', { key: 1n }), 'GOOD')
    assert.deepEqual([keys(lu), lu.reservations.type], [[], 0])
    assert.equal(await ready(a), 'GOOD')
    assert.equal(await ready(b), '6/2a/03')
  })

  it('takes over from the holder', async () => {
    const { lu, a, b, c } = await registered()
    await out(a, 'reserve', { key: 1n, type: 1 })
    assert.equal(await out(b, 'preempt', { key: 2n, newKey: 1n, type: 3 }), 'GOOD')
    assert.deepEqual(keys(lu), [2n, 3n])
    assert.deepEqual([lu.reservations.type, lu.reservations.holder?.key], [3, 2n])
    assert.equal(await ready(a), '6/2a/05')
    assert.equal(await ready(b), 'GOOD')
    assert.equal(await ready(c), '6/2a/04')
  })

  it('removes registrations beside the reservation, its own too', async () => {
    const { lu, a, b, c } = await registered()
    await out(a, 'reserve', { key: 1n, type: 1 })
    assert.equal(await out(b, 'preempt', { key: 2n, newKey: 0n, type: 1 }), '5/26/00 list 8')
    assert.equal(await out(b, 'preempt', { key: 2n, newKey: 8n, type: 1 }), 'RESERVATION CONFLICT')
    assert.equal(await out(b, 'preempt', { key: 2n, newKey: 3n, type: 1 }), 'GOOD')
    assert.deepEqual(keys(lu), [1n, 2n])
    assert.equal(await ready(c), '6/2a/05')
    assert.equal(await out(b, 'preempt', { key: 2n, newKey: 2n, type: 1 }), 'GOOD')
    assert.deepEqual(keys(lu), [1n])
  })

  it('of all registrants with key 0 takes everything', async () => {
    const { lu, a, b, c } = await registered()
    await out(a, 'reserve', { key: 1n, type: 7 })
    assert.equal(await out(c, 'preempt', { key: 3n, newKey: 0n, type: 1 }), 'GOOD')
    assert.deepEqual([keys(lu), lu.reservations.type], [[3n], 1])
    assert.equal(await ready(a), '6/2a/05')
    assert.equal(await ready(b), '6/2a/05')
  })

  it('without a reservation removes the named, itself never', async () => {
    const { lu, a } = await registered()
    assert.equal(await out(a, 'preempt', { key: 1n, newKey: 2n, type: 1 }), 'GOOD')
    assert.deepEqual(keys(lu), [1n, 3n])
  })
})

describe('REGISTER AND MOVE', () => {
  const moveTo = (id: Uint8Array, flags = 0): Buffer => {
    const list = Buffer.alloc(24 + id.length)
    list.writeBigUInt64BE(1n, 0)
    list.writeBigUInt64BE(9n, 8)
    list[17] = flags
    list.writeUInt16BE(1, 18)
    list.writeUInt32BE(id.length, 20)
    list.set(id, 24)
    return list
  }
  const move = async (nexus: TestNexus, list: Buffer, type = '01') =>
    said(
      await send(nexus, `5f 07 ${type} 00 00 0000${list.length.toString(16).padStart(4, '0')} 00`, {
        out: list,
      }),
    )

  it('gives the reservation to a port that need not be there', async () => {
    const { lu, a } = await registered()
    const id = iscsiTransportId('iqn.2026-10.test:elsewhere,i,0x1')
    assert.equal(await move(a, moveTo(id)), '5/24/00')
    await out(a, 'reserve', { key: 1n, type: 1 })
    assert.equal(await move(a, moveTo(a.transportId)), '5/26/00 list 24')
    assert.equal(await move(a, moveTo(id), '02'), '5/24/00 CDB 2.0')
    assert.equal(await move(a, moveTo(id), '07'), 'RESERVATION CONFLICT')
    assert.equal(await move(a, moveTo(id, 2)), 'GOOD')
    assert.deepEqual(keys(lu), [2n, 3n, 9n])
    assert.equal(lu.reservations.holder?.key, 9n)
  })
})

describe('APTPL', () => {
  it('keeps registrations while it is set and somebody is registered', async () => {
    const lu = disk()
    const file = memoryFile()
    lu.keepReservations(file, undefined)
    const nexus = initiator(lu)
    await out(nexus, 'register', { newKey: 0xabn, flags: 1 })
    await out(nexus, 'reserve', { key: 0xabn, type: 3 })
    assert.match(
      file.content!,
      /^version 1\ngeneration 1\nreservation 03 00\nregistrant 1 00000000000000ab 1 /,
    )
    await out(nexus, 'register', { key: 0xabn })
    assert.equal(file.content, undefined)
  })

  it('is not for a stranger to take back: a REGISTER that does nothing leaves it', async () => {
    const lu = disk()
    const file = memoryFile()
    lu.keepReservations(file, undefined)
    await out(initiator(lu), 'register', { newKey: 0xabn, flags: 1 })
    for (const action of ['register', 'register and ignore'] as const)
      assert.equal(await out(initiator(lu), action), 'GOOD')
    assert.equal(lu.reservations.generation, 3)
    assert.match(file.content!, /^version 1\ngeneration 3\nregistrant /)
  })

  it('that cannot be kept fails and changes nothing', async () => {
    const lu = disk()
    const broken = { read: () => undefined, write: () => Promise.reject(new Error('no space')) }
    lu.keepReservations(broken, undefined)
    assert.equal(await out(initiator(lu), 'register', { newKey: 1n, flags: 1 }), '5/55/04')
    assert.deepEqual(keys(lu), [])
  })
})
