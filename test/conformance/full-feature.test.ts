import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { IscsiSession } from '../../src/iscsi/session.ts'
import { RawInitiator, statusOf } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const TEST_UNIT_READY = '00'
const READ_ONE_BLOCK = { cdb: '28 00 00000000 00 0001 00', read: true, length: 512 }

let target: ServedTarget
before(async () => {
  target = await serveTarget()
})
after(() => target.close())

type Offers = readonly (readonly [string, string])[]

async function logIn(offers: Offers = [], isid?: string): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  await initiator.logIn({ initiator: INITIATOR, target: TARGET }, offers, isid === undefined ? {} : { isid })
  return initiator.clearAttention()
}

describe('command numbering', () => {
  it('RFC 7143 §4.2.2.1: a command before its turn waits for those before it', async () => {
    const initiator = await logIn()
    const { cmdSN } = initiator
    const late = initiator.command({ cdb: TEST_UNIT_READY, cmdSN: cmdSN + 1 })
    initiator.nopOut({ immediate: true })
    assert.equal((await initiator.receive('NOP-In')).expCmdSN, cmdSN, 'ExpCmdSN stays before the hole')
    const first = initiator.command({ cdb: TEST_UNIT_READY, cmdSN })
    const answers = [await initiator.receive('SCSI Response'), await initiator.receive('SCSI Response')]
    assert.deepEqual(
      answers.map(({ itt }) => itt),
      [first, late],
    )
    initiator.close()
  })

  it('RFC 7143 §4.2.2.1: any other request before its turn waits too', async () => {
    const initiator = await logIn()
    const { cmdSN } = initiator
    const ping = initiator.nopOut({ cmdSN: cmdSN + 1, data: Buffer.from('late') })
    initiator.command({ cdb: TEST_UNIT_READY, cmdSN })
    await initiator.receive('SCSI Response')
    const answer = await initiator.receive('NOP-In')
    assert.deepEqual([answer.itt, answer.data.toString()], [ping, 'late'])
    initiator.close()
  })

  const ignored: readonly [rule: string, offset: number][] = [
    ['a command below ExpCmdSN is ignored', -1],
    ['a command above MaxCmdSN is ignored', 32],
  ]
  for (const [rule, offset] of ignored) {
    it(`RFC 7143 §4.2.2.1: ${rule}`, async () => {
      const initiator = await logIn()
      initiator.command({ cdb: TEST_UNIT_READY, cmdSN: initiator.cmdSN + offset })
      assert.ok(await initiator.isQuiet())
      assert.equal(await initiator.status({ cdb: TEST_UNIT_READY }), '00')
      initiator.close()
    })
  }

  it('RFC 7143 §4.2.2.1: a second command with the number of one that waits is ignored', async () => {
    const initiator = await logIn()
    const { cmdSN } = initiator
    const waits = initiator.command({ cdb: TEST_UNIT_READY, cmdSN: cmdSN + 1 })
    initiator.command({ cdb: '12 00 00 00 24 00', read: true, length: 36, cmdSN: cmdSN + 1 })
    const first = initiator.command({ cdb: TEST_UNIT_READY, cmdSN })
    assert.equal((await initiator.receive('SCSI Response')).itt, first)
    assert.equal((await initiator.receive('SCSI Response')).itt, waits)
    assert.ok(await initiator.isQuiet())
    initiator.close()
  })

  it('RFC 7143 §4.2.2.1, §11.2.1.1: an immediate command runs at once and takes no number', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: TEST_UNIT_READY, immediate: true })
    const answer = await initiator.receive('SCSI Response')
    assert.equal(answer.expCmdSN, initiator.cmdSN)
    initiator.close()
  })

  it('RFC 7143 §4.2.2.1: numbers wrap at 2^32', async () => {
    const initiator = await RawInitiator.connect(target.port)
    await initiator.step({
      ...{ csg: 1, nsg: 3, cmdSN: 0xffffffff },
      keys: [
        ['InitiatorName', INITIATOR],
        ['TargetName', TARGET],
      ],
    })
    initiator.command({ cdb: TEST_UNIT_READY, cmdSN: 0xffffffff })
    assert.equal((await initiator.receive('SCSI Response')).expCmdSN, 0)
    initiator.command({ cdb: TEST_UNIT_READY, cmdSN: 0 })
    assert.equal((await initiator.receive('SCSI Response')).expCmdSN, 1)
    initiator.close()
  })

  it('RFC 7143 §11.4.10, §11.4.11: MaxCmdSN leaves room for QueuedCommands, less those under way', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: '2a 00 00000000 00 0001 00', write: true, length: 512 })
    const r2t = await initiator.receive('R2T')
    assert.equal(r2t.expCmdSN, initiator.cmdSN)
    initiator.command({ cdb: TEST_UNIT_READY })
    const answer = await initiator.receive('SCSI Response')
    assert.equal(answer.maxCmdSN - answer.expCmdSN, 30)
    initiator.close()
  })

  it('RFC 7143 §11.4.11: a wider window is told by a NOP-In when nothing else carries it', async () => {
    const initiator = await logIn()
    await target.set('QueuedCommands', '64')
    const told = await initiator.receive('NOP-In')
    assert.deepEqual([told.itt, told.ttt, told.maxCmdSN - told.expCmdSN], [0xffffffff, 0xffffffff, 63])
    await target.set('QueuedCommands', '32')
    initiator.close()
  })

  it('RFC 7143 §4.2.2.1: a window that is full ends below ExpCmdSN', async () => {
    await target.set('QueuedCommands', '1')
    const initiator = await RawInitiator.connect(target.port)
    await initiator.logIn({ initiator: INITIATOR, target: TARGET }, [], { isid: '00023d0000f1' })
    await initiator.clearAttention()
    initiator.command({ cdb: '2a 00 00000000 00 0001 00', write: true, length: 512 })
    const r2t = await initiator.receive('R2T')
    assert.equal(r2t.maxCmdSN, r2t.expCmdSN - 1)
    initiator.close()
    await target.set('QueuedCommands', '32')
  })

  it('RFC 7143 §4.2.2.1: a narrower window takes back no number that was given', async () => {
    const initiator = await logIn()
    await target.set('QueuedCommands', '1')
    assert.equal(await initiator.status({ cdb: TEST_UNIT_READY }), '00')
    const last = initiator.command({ cdb: TEST_UNIT_READY, cmdSN: initiator.cmdSN + 20 })
    for (let n = 0; n < 20; n++) initiator.command({ cdb: TEST_UNIT_READY })
    for (let n = 0; n < 20; n++) await initiator.receive('SCSI Response')
    assert.equal((await initiator.receive('SCSI Response')).itt, last)
    await target.set('QueuedCommands', '32')
    initiator.close()
  })

  it('RFC 7143 §11.2.1.8, §11.17.1: a task tag in use: Reject 0x07, its number is not taken', async () => {
    const initiator = await logIn()
    const itt = initiator.command({ cdb: '2a 00 00000000 00 0001 00', write: true, length: 512 })
    const r2t = await initiator.receive('R2T')
    const { cmdSN } = initiator
    initiator.command({ cdb: TEST_UNIT_READY, itt })
    const reject = await initiator.receive('Reject')
    assert.deepEqual([reject.u8(2), reject.expCmdSN], [0x07, cmdSN])
    initiator.cmdSN = cmdSN
    initiator.dataOut({ itt, ttt: r2t.ttt, offset: 0, data: Buffer.alloc(512) })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '00')
    assert.equal(await initiator.status({ cdb: TEST_UNIT_READY }), '00')
    initiator.close()
  })

  it('RFC 7143 §11.17.1: more immediate commands than are taken: Reject 0x06', async () => {
    const initiator = await logIn()
    const write = { cdb: '2a 00 00000000 00 0001 00', write: true, length: 512, immediate: true }
    for (let n = 0; n < 16; n++) {
      initiator.command(write)
      await initiator.receive('R2T')
    }
    initiator.command(write)
    assert.equal((await initiator.receive('Reject')).u8(2), 0x06)
    assert.ok(await initiator.isQuiet(), 'another immediate request is still served')
    initiator.manage(2)
    assert.equal((await initiator.receive('TMF Response')).u8(2), 0)
    initiator.close()
  })

  it('RFC 7143 §11.4.9: StatSN goes up by one with each response', async () => {
    const initiator = await logIn()
    const numbers: number[] = []
    for (let n = 0; n < 3; n++) {
      initiator.command({ cdb: TEST_UNIT_READY })
      numbers.push((await initiator.receive('SCSI Response')).statSN)
    }
    assert.deepEqual(
      numbers.map((n) => n - numbers[0]!),
      [0, 1, 2],
    )
    initiator.close()
  })
})

describe('rejects', () => {
  it('RFC 7143 §11.17: F 1, no task tag, StatSN advanced, the whole header as data', async () => {
    const initiator = await logIn()
    initiator.request({ opcode: 0x10, itt: 0x77, flags: 0x81 })
    const reject = await initiator.receive('Reject')
    assert.deepEqual(
      [reject.flags, reject.itt, reject.u8(2), reject.data.length],
      [0x80, 0xffffffff, 0x05, 48],
    )
    assert.equal(reject.data.readUInt32BE(16), 0x77)
    initiator.cmdSN--
    initiator.nopOut()
    assert.equal((await initiator.receive('NOP-In')).statSN, reject.statSN + 1)
    initiator.close()
  })

  it('RFC 7143 §11.17.4: additional header segments are part of the header', async () => {
    const initiator = await logIn()
    initiator.command({
      cdb: TEST_UNIT_READY,
      attribute: 7,
      ahs: Buffer.from('0001 80 00'.replaceAll(' ', ''), 'hex'),
    })
    assert.equal((await initiator.receive('Reject')).data.length, 52)
    initiator.close()
  })

  const rejected: readonly [rule: string, send: (initiator: RawInitiator) => void, reason: number][] = [
    ['§11.2.1.2: an opcode that nobody knows', (i) => i.request({ opcode: 0x0f }), 0x05],
    ['§11.16: SNACK, without error recovery', (i) => i.request({ opcode: 0x10 }), 0x05],
    ['§11.3.1: a reserved task attribute', (i) => i.command({ cdb: TEST_UNIT_READY, attribute: 5 }), 0x04],
    ['§11.3: a command without task tag', (i) => i.command({ cdb: TEST_UNIT_READY, itt: 0xffffffff }), 0x09],
    ['§11.18: NOP-Out with F 0', (i) => i.nopOut({ flags: 0 }), 0x04],
    ['§11.14.1: a reserved logout reason', (i) => i.logout(3), 0x04],
    [
      '§11.2.2: a reserved type of additional header segment',
      (i) => i.command({ cdb: TEST_UNIT_READY, ahs: Buffer.from([0, 1, 5, 0]) }),
      0x04,
    ],
  ]
  for (const [rule, send, reason] of rejected) {
    it(`RFC 7143 ${rule}: reason ${reason}, and its number is not taken (§7.3)`, async () => {
      const initiator = await logIn()
      const { cmdSN } = initiator
      send(initiator)
      const reject = await initiator.receive('Reject')
      assert.deepEqual([reject.u8(2), reject.expCmdSN], [reason, cmdSN])
      initiator.cmdSN = cmdSN
      assert.equal(await initiator.status({ cdb: TEST_UNIT_READY }), '00', 'the session goes on')
      initiator.close()
    })
  }

  it('RFC 7143 §7.7: an additional header segment that runs past the header ends the connection', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: TEST_UNIT_READY, ahs: Buffer.from([0, 99, 1, 0]) })
    await initiator.connection.closed
  })

  it('RFC 7143 §11.2.2.3: a CDB of 32 bytes comes whole', async () => {
    const initiator = await logIn([['InitialR2T', 'No']])
    const rest = Buffer.from(Array.from({ length: 16 }, (_, i) => 16 + i))
    const ahs = Buffer.concat([Buffer.from([0, 17, 1, 0]), rest])
    const cdb = '7f 00 00 00 00 00 00 18 ff ff 0a 0b 0c 0d 0e 0f'
    const itt = initiator.command({ cdb, ahs, write: true, length: 512, final: false })
    assert.ok(await initiator.isQuiet(), 'it waits for its unsolicited data')
    const sessions = [...target.iscsi.targets.get(TARGET)!.sessions.values()]
    const { task } = (sessions.at(-1) as IscsiSession).transfers.get(itt)!
    assert.equal(task.cdb.toString('hex'), cdb.replaceAll(' ', '') + rest.toString('hex'))
    initiator.dataOut({ itt, offset: 0, data: Buffer.alloc(512) })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '02 05/20/00')
    initiator.close()
  })

  it('RFC 7143 §11.2.2.4: a bidirectional command is refused by the device, not by the connection', async () => {
    const initiator = await logIn()
    const ahs = Buffer.from('0005 02 00 00000200'.replaceAll(' ', ''), 'hex')
    initiator.command({ cdb: '53', read: true, write: true, length: 0, ahs })
    const response = await initiator.receive('SCSI Response')
    assert.equal(statusOf(response), '02 05/20/00')
    assert.deepEqual([response.flags & 0x18, response.u32(40)], [0x08, 512], '§11.4.6: u and its count')
    initiator.close()
  })
})

describe('digests', () => {
  it('RFC 7143 §7.8: a bad header digest ends the connection', async () => {
    await target.set('HeaderDigest', 'CRC32C')
    const initiator = await logIn([['HeaderDigest', 'CRC32C']])
    initiator.connection.sendBytes(Buffer.alloc(52))
    await initiator.connection.closed
    await target.set('HeaderDigest', 'None')
  })

  it('RFC 7143 §7.8: a NOP-Out with a bad data digest: Reject 0x02, as if it had not come', async () => {
    await target.set('DataDigest', 'CRC32C')
    const initiator = await logIn([['DataDigest', 'CRC32C']])
    const header = Buffer.alloc(48)
    header[1] = 0x80
    header[7] = 4
    header.writeUInt32BE(initiator.cmdSN, 24)
    initiator.connection.sendBytes(Buffer.concat([header, Buffer.from('data'), Buffer.alloc(4)]))
    const reject = await initiator.receive('Reject')
    assert.deepEqual([reject.u8(2), reject.expCmdSN], [0x02, initiator.cmdSN])
    assert.ok(await initiator.isQuiet())
    await target.set('DataDigest', 'None')
    initiator.close()
  })

  it('RFC 7143 §7.8, §7.1.4.4: a command with a bad data digest: Reject 0x02, no response, the session starts anew', async () => {
    await target.set('DataDigest', 'CRC32C')
    const initiator = await logIn([['DataDigest', 'CRC32C']])
    const header = Buffer.alloc(48)
    header[0] = 0x01
    header[1] = 0xa1
    header.writeUIntBE(512, 5, 3)
    header.writeUInt32BE(9, 16)
    header.writeUInt32BE(512, 20)
    header.writeUInt32BE(initiator.cmdSN, 24)
    Buffer.from('2a000000000000000100', 'hex').copy(header, 32)
    initiator.connection.sendBytes(Buffer.concat([header, Buffer.alloc(516, 1)]))
    assert.equal((await initiator.receive('Reject')).u8(2), 0x02)
    await initiator.connection.closed
    await target.set('DataDigest', 'None')
  })
})

describe('NOP', () => {
  it('RFC 7143 §11.18, §11.19: a ping comes back with its tag and data', async () => {
    const initiator = await logIn()
    const itt = initiator.nopOut({ data: Buffer.from('ping data') })
    const answer = await initiator.receive('NOP-In')
    assert.deepEqual([answer.itt, answer.ttt, answer.data.toString()], [itt, 0xffffffff, 'ping data'])
    initiator.close()
  })

  it('RFC 7143 §11: reserved bits and fields are sent as 0', async () => {
    const initiator = await logIn()
    initiator.nopOut()
    const { header } = await initiator.receive('NOP-In')
    const reserved = [header.subarray(1, 5), header.subarray(8, 16), header.subarray(36)]
    assert.equal(Buffer.concat(reserved).toString('hex'), `80000000${'00'.repeat(20)}`)
    initiator.close()
  })

  it('RFC 7143 §11.18.3: no more of the data than the initiator takes', async () => {
    const initiator = await logIn([['MaxRecvDataSegmentLength', '512']])
    initiator.nopOut({ data: Buffer.alloc(2000, 1) })
    assert.equal((await initiator.receive('NOP-In')).data.length, 512)
    initiator.close()
  })

  it('RFC 7143 §11.18.1: without task tag no answer is sent', async () => {
    const initiator = await logIn()
    initiator.nopOut({ itt: 0xffffffff, immediate: true })
    assert.ok(await initiator.isQuiet())
    initiator.close()
  })

  it('RFC 7143 §11.19: a quiet initiator is asked whether it lives: valid TTT, no data, StatSN not advanced', async () => {
    await target.set('NopInInterval', '1')
    const initiator = await logIn()
    const ping = await initiator.receive('NOP-In')
    assert.deepEqual([ping.itt, ping.data.length], [0xffffffff, 0])
    assert.notEqual(ping.ttt, 0xffffffff)
    initiator.nopOut({ itt: 0xffffffff, immediate: true, words: { 20: ping.ttt } })
    initiator.nopOut({ immediate: true })
    assert.equal((await initiator.receive('NOP-In')).statSN, ping.statSN)
    initiator.close()
    await target.set('NopInInterval', '30')
  })

  it('RFC 7143 §7.14: an initiator that answers no ping is gone, with its session', async () => {
    await target.set('NopInInterval', '1')
    await target.set('NopInTimeout', '2')
    const initiator = await logIn()
    await initiator.receive('NOP-In')
    assert.equal((await initiator.receive('Async Message')).u8(36), 2)
    await initiator.connection.closed
    assert.match(target.log.join('\n'), /Timeout 2 sec sending data\/waiting for reply to\/from initiator/)
    await target.set('NopInInterval', '30')
    await target.set('NopInTimeout', '30')
  })
})

describe('malformed input', () => {
  it('leaves other sessions alone', async () => {
    const bystander = await logIn([], '00023d0000b0')
    for (const bytes of [
      Buffer.alloc(4096, 0xff),
      Buffer.alloc(48, 0x43),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'.repeat(9)),
    ]) {
      const initiator = await RawInitiator.connect(target.port)
      initiator.connection.sendBytes(bytes)
      initiator.connection.end()
      await initiator.connection.closed
    }
    const killed = await logIn([], '00023d0000b1')
    killed.command({ cdb: '2a 00 00000000 00 0080 00', write: true, length: 65536, final: false })
    killed.close()
    assert.equal(await bystander.status(READ_ONE_BLOCK), '00')
    bystander.close()
  })
})
