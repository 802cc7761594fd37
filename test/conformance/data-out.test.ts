import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { RawInitiator, type Received, statusOf } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const WRITE_8_BLOCKS = '2a 00 00000000 00 0008 00'
const LOGICAL_UNIT_RESET = 5
const block = (length: number, fill: number) => Buffer.alloc(length, fill)

let target: ServedTarget
before(async () => {
  target = await serveTarget()
})
after(() => target.close())

type Offers = readonly (readonly [string, string])[]

async function logIn(offers: Offers = []): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  await initiator.logIn({ initiator: INITIATOR, target: TARGET }, offers)
  return initiator.clearAttention()
}

const written = (length: number, offset = 0): Buffer =>
  readFileSync(target.file).subarray(offset, offset + length)

/** A write of eight blocks without immediate data; the R2T that it is answered with. */
async function solicited(initiator: RawInitiator): Promise<Received> {
  initiator.command({ cdb: WRITE_8_BLOCKS, write: true, length: 4096 })
  return initiator.receive('R2T')
}

describe('Data-Out', () => {
  it('RFC 7143 §11.3.4: immediate data are written', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: WRITE_8_BLOCKS, write: true, length: 4096, data: block(4096, 0x11) })
    const response = await initiator.receive('SCSI Response')
    assert.deepEqual([statusOf(response), response.flags, response.u32(36)], ['00', 0x80, 0])
    assert.equal(response.u8(2), 0, '§11.4.3: command completed at target')
    assert.deepEqual(written(4096), block(4096, 0x11))
    initiator.close()
  })

  it('RFC 7143 §11.8: what did not come is asked for: R2TSN from 0, LUN and ITT of the command, a valid TTT', async () => {
    const initiator = await logIn()
    const r2t = await solicited(initiator)
    assert.deepEqual([r2t.u32(36), r2t.u32(40), r2t.u32(44), r2t.u32(8)], [0, 0, 4096, 0])
    assert.notEqual(r2t.ttt, 0xffffffff)
    initiator.dataOut({ itt: r2t.itt, ttt: r2t.ttt, offset: 0, data: block(4096, 0x22) })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '00')
    assert.deepEqual(written(4096), block(4096, 0x22))
    initiator.close()
  })

  it('RFC 7143 §11.8.5: an R2T has the LUN as the command wrote it', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: WRITE_8_BLOCKS, write: true, length: 4096, lun: 0x4000 })
    const r2t = await initiator.receive('R2T')
    assert.equal(r2t.header.toString('hex', 8, 16), '4000000000000000')
    initiator.close()
  })

  it('a block that the connection breaks off in stays as it was, the blocks before it are written', async () => {
    const initiator = await logIn()
    const before = written(4096)
    const r2t = await solicited(initiator)
    initiator.dataOut({ itt: r2t.itt, ttt: r2t.ttt, offset: 0, data: block(700, 0x23), final: false })
    const header = Buffer.alloc(48)
    header[0] = 0x05
    header[1] = 0x80
    header.writeUIntBE(3396, 5, 3)
    header.writeUInt32BE(r2t.itt, 16)
    header.writeUInt32BE(r2t.ttt, 20)
    header.writeUInt32BE(1, 36)
    header.writeUInt32BE(700, 40)
    initiator.connection.sendBytes(Buffer.concat([header, block(300, 0x24)]))
    initiator.connection.end()
    await initiator.connection.closed
    const other = await logIn()
    other.manage(LOGICAL_UNIT_RESET)
    assert.equal((await other.receive('TMF Response')).u8(2), 0, 'the command has ended')
    other.close()
    assert.deepEqual(written(4096), Buffer.concat([block(512, 0x23), before.subarray(512)]))
  })

  it('blocks that lie in several PDUs are written', async () => {
    const initiator = await logIn()
    const { itt, ttt } = await solicited(initiator)
    const data = Buffer.from(Array.from({ length: 4096 }, (_, index) => index % 251))
    const cuts = [0, 100, 700, 1500, 4096]
    for (const [dataSN, offset] of cuts.slice(0, -1).entries()) {
      const end = cuts[dataSN + 1]!
      initiator.dataOut({ itt, ttt, dataSN, offset, data: data.subarray(offset, end), final: end === 4096 })
    }
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '00')
    assert.deepEqual(written(4096), data)
    initiator.close()
  })

  it('RFC 7143 §11.8: an R2T shows StatSN and does not advance it', async () => {
    const initiator = await logIn()
    const r2t = await solicited(initiator)
    initiator.dataOut({ itt: r2t.itt, ttt: r2t.ttt, offset: 0, data: block(4096, 0) })
    assert.equal((await initiator.receive('SCSI Response')).statSN, r2t.statSN)
    initiator.close()
  })

  it('RFC 7143 §11.8.4, §13.13, §13.17: R2Ts ask for at most MaxBurstLength, MaxOutstandingR2T at a time', async () => {
    const initiator = await logIn([
      ['MaxBurstLength', '1024'],
      ['MaxOutstandingR2T', '2'],
      ['InitialR2T', 'Yes'],
    ])
    initiator.command({ cdb: WRITE_8_BLOCKS, write: true, length: 4096 })
    const first = await initiator.receive('R2T')
    const second = await initiator.receive('R2T')
    assert.deepEqual(
      [first, second].map((r2t) => [r2t.u32(36), r2t.u32(40), r2t.u32(44)]),
      [
        [0, 0, 1024],
        [1, 1024, 1024],
      ],
    )
    assert.ok(await initiator.isQuiet(), 'no third before the first is answered')
    initiator.dataOut({ itt: first.itt, ttt: first.ttt, offset: 0, data: block(1024, 1) })
    const third = await initiator.receive('R2T')
    assert.deepEqual([third.u32(36), third.u32(40)], [2, 2048])
    initiator.dataOut({ itt: first.itt, ttt: second.ttt, offset: 1024, data: block(1024, 2) })
    const fourth = await initiator.receive('R2T')
    initiator.dataOut({ itt: first.itt, ttt: third.ttt, offset: 2048, data: block(1024, 3) })
    initiator.dataOut({ itt: first.itt, ttt: fourth.ttt, offset: 3072, data: block(1024, 4) })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '00')
    assert.deepEqual(written(4096), Buffer.concat([1, 2, 3, 4].map((n) => block(1024, n))))
    initiator.close()
  })

  it('RFC 7143 §4.2.5.2: unsolicited data first, the rest by R2T', async () => {
    const initiator = await logIn([
      ['InitialR2T', 'No'],
      ['FirstBurstLength', '2048'],
    ])
    const itt = initiator.command({
      ...{ cdb: WRITE_8_BLOCKS, write: true, length: 4096 },
      ...{ data: block(512, 1), final: false },
    })
    initiator.dataOut({ itt, offset: 512, data: block(512, 2), final: false })
    initiator.dataOut({ itt, dataSN: 1, offset: 1024, data: block(1024, 3) })
    const r2t = await initiator.receive('R2T')
    assert.deepEqual([r2t.u32(40), r2t.u32(44)], [2048, 2048])
    initiator.dataOut({ itt, ttt: r2t.ttt, offset: 2048, data: block(2048, 4) })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '00')
    assert.deepEqual(
      written(4096),
      Buffer.concat([block(512, 1), block(512, 2), block(1024, 3), block(2048, 4)]),
    )
    initiator.close()
  })

  it('RFC 7143 §11.7.6: a Data-Out without data is taken', async () => {
    const initiator = await logIn()
    const r2t = await solicited(initiator)
    initiator.dataOut({ itt: r2t.itt, ttt: r2t.ttt, offset: 0, data: block(0, 0), final: false })
    initiator.dataOut({ itt: r2t.itt, ttt: r2t.ttt, dataSN: 1, offset: 0, data: block(4096, 5) })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '00')
    initiator.close()
  })

  const faults: readonly [string, (r2t: Received, initiator: RawInitiator) => void, string][] = [
    [
      '§7.9: a DataSN out of order is treated as a digest error',
      (r2t, i) => i.dataOut({ itt: r2t.itt, ttt: r2t.ttt, dataSN: 1, offset: 0, data: block(4096, 9) }),
      '02 0b/47/05',
    ],
    [
      '§11.7.6, §13.18: data at another offset than the next',
      (r2t, i) => i.dataOut({ itt: r2t.itt, ttt: r2t.ttt, offset: 512, data: block(3584, 9) }),
      '02 0b/0c/0d',
    ],
    [
      '§11.4.7.2: more than was asked for',
      (r2t, i) => i.dataOut({ itt: r2t.itt, ttt: r2t.ttt, offset: 0, data: block(4608, 9) }),
      '02 0b/0c/0d',
    ],
    [
      '§11.4.7.2: less than was asked for',
      (r2t, i) => i.dataOut({ itt: r2t.itt, ttt: r2t.ttt, offset: 0, data: block(512, 9) }),
      '02 0b/0c/0d',
    ],
  ]
  for (const [what, send, status] of faults) {
    it(`RFC 7143 ${what}`, async () => {
      const initiator = await logIn()
      send(await solicited(initiator), initiator)
      assert.equal(statusOf(await initiator.receive('SCSI Response')), status)
      assert.equal(await initiator.status({ cdb: '00' }), '00', 'the session goes on')
      initiator.close()
    })
  }

  it('RFC 7143 §7.8, §7.9: the answer to a fault waits for all data that were asked for', async () => {
    const initiator = await logIn([
      ['MaxBurstLength', '2048'],
      ['MaxOutstandingR2T', '2'],
    ])
    const first = await solicited(initiator)
    const second = await initiator.receive('R2T')
    initiator.dataOut({ itt: first.itt, ttt: first.ttt, dataSN: 7, offset: 0, data: block(2048, 9) })
    assert.ok(await initiator.isQuiet())
    initiator.dataOut({ itt: first.itt, ttt: second.ttt, offset: 2048, data: block(2048, 9) })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '02 0b/47/05')
    initiator.close()
  })

  it('RFC 7143 §11.17.1: a TTT that nobody gave is rejected, the task goes on', async () => {
    const initiator = await logIn()
    const r2t = await solicited(initiator)
    initiator.dataOut({ itt: r2t.itt, ttt: r2t.ttt + 99, offset: 0, data: block(4096, 9) })
    assert.equal((await initiator.receive('Reject')).u8(2), 0x09)
    initiator.dataOut({ itt: r2t.itt, ttt: r2t.ttt, offset: 0, data: block(4096, 6) })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '00')
    initiator.close()
  })

  it('RFC 7143 §10.7: late data of no task are dropped', async () => {
    const initiator = await logIn()
    initiator.dataOut({ itt: 4711, offset: 0, data: block(512, 9) })
    assert.ok(await initiator.isQuiet())
    initiator.close()
  })

  it('RFC 7143 §11.3.1: data with a command that writes nothing: 0B/0C/0C', async () => {
    const initiator = await logIn()
    assert.equal(await initiator.status({ cdb: '00', data: block(512, 9) }), '02 0b/0c/0c')
    initiator.close()
  })

  it('RFC 7143 §13.11: immediate data that the login forbade: 0B/0C/0C, nothing is written', async () => {
    const before = written(4096)
    const initiator = await logIn([['ImmediateData', 'No']])
    const command = { cdb: WRITE_8_BLOCKS, write: true, length: 4096, data: block(4096, 0x77) }
    assert.equal(await initiator.status(command), '02 0b/0c/0c')
    assert.deepEqual(written(4096), before)
    initiator.close()
  })

  it('RFC 7143 §13.10: unsolicited data with InitialR2T=Yes: 0B/0C/0C, once they have come', async () => {
    const initiator = await logIn([['InitialR2T', 'Yes']])
    const itt = initiator.command({ cdb: WRITE_8_BLOCKS, write: true, length: 4096, final: false })
    assert.ok(await initiator.isQuiet())
    initiator.dataOut({ itt, offset: 0, data: block(4096, 9) })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '02 0b/0c/0c')
    initiator.close()
  })

  it('RFC 7143 §13.14: immediate data beyond FirstBurstLength: 0B/0C/0C', async () => {
    const initiator = await logIn([['FirstBurstLength', '512']])
    const command = { cdb: WRITE_8_BLOCKS, write: true, length: 4096, data: block(4096, 9) }
    assert.equal(await initiator.status(command), '02 0b/0c/0c')
    initiator.close()
  })

  it('RFC 7143 §4.2.5.2: unsolicited data that end before FirstBurstLength: 0B/0C/0D', async () => {
    const initiator = await logIn([
      ['InitialR2T', 'No'],
      ['FirstBurstLength', '2048'],
    ])
    const itt = initiator.command({ cdb: WRITE_8_BLOCKS, write: true, length: 4096, final: false })
    initiator.dataOut({ itt, offset: 0, data: block(1024, 9) })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '02 0b/0c/0d')
    initiator.close()
  })

  it('RFC 7143 §4.2.5.2: unsolicited data that go beyond FirstBurstLength: 0B/0C/0D', async () => {
    const initiator = await logIn([
      ['InitialR2T', 'No'],
      ['FirstBurstLength', '2048'],
    ])
    const itt = initiator.command({ cdb: WRITE_8_BLOCKS, write: true, length: 4096, final: false })
    initiator.dataOut({ itt, offset: 0, data: block(2048, 9), final: false })
    initiator.dataOut({ itt, dataSN: 1, offset: 2048, data: block(512, 9) })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '02 0b/0c/0d')
    initiator.close()
  })

  it('RFC 7143 §11.8.1: an R2T has no additional header and no data', async () => {
    const initiator = await logIn()
    assert.equal((await solicited(initiator)).u32(4), 0)
    initiator.close()
  })

  it('RFC 7143 §11.4.2: the sense of a refused write waits for its unsolicited data', async () => {
    const initiator = await logIn([['InitialR2T', 'No']])
    const cdb = '2a 00 ffffff00 00 0008 00'
    const itt = initiator.command({ cdb, write: true, length: 4096, final: false })
    assert.ok(await initiator.isQuiet())
    initiator.dataOut({ itt, offset: 0, data: block(4096, 9) })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '02 05/21/00')
    initiator.close()
  })

  it('RFC 7143 §11.8: no R2T for a command that is refused', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: '2a 00 ffffff00 00 0008 00', write: true, length: 4096 })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '02 05/21/00')
    initiator.close()
  })

  it('RFC 7143 §11.4.5.2: a write that expects more than it needs: only that is asked for, U', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: '2a 00 00000000 00 0001 00', write: true, length: 1024 })
    const r2t = await initiator.receive('R2T')
    assert.equal(r2t.u32(44), 512)
    initiator.dataOut({ itt: r2t.itt, ttt: r2t.ttt, offset: 0, data: block(512, 1) })
    const response = await initiator.receive('SCSI Response')
    assert.deepEqual([response.flags, response.u32(44)], [0x82, 512])
    initiator.close()
  })

  it('RFC 7143 §11.4.5.2: a write that expects less than it needs: what comes is written, O', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: WRITE_8_BLOCKS, write: true, length: 512, data: block(512, 0x33) })
    const response = await initiator.receive('SCSI Response')
    assert.deepEqual([statusOf(response), response.flags, response.u32(44)], ['00', 0x84, 3584])
    assert.deepEqual(written(512), block(512, 0x33))
    initiator.close()
  })

  it('RFC 7143 §7.8: a bad data digest: Reject 0x02, then 0B/47/05, and nothing is written', async () => {
    await target.set('DataDigest', 'CRC32C')
    const before = written(4096)
    const initiator = await logIn([['DataDigest', 'CRC32C']])
    const r2t = await solicited(initiator)
    const header = Buffer.alloc(48)
    header[0] = 0x05
    header[1] = 0x80
    header.writeUIntBE(4096, 5, 3)
    header.writeUInt32BE(r2t.itt, 16)
    header.writeUInt32BE(r2t.ttt, 20)
    initiator.connection.sendBytes(Buffer.concat([header, block(4096, 0x99), Buffer.from('deadbeef', 'hex')]))
    assert.equal((await initiator.receive('Reject')).u8(2), 0x02)
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '02 0b/47/05')
    assert.deepEqual(written(4096), before)
    await target.set('DataDigest', 'None')
    initiator.close()
  })

  for (const [what, bytCheck] of [
    ['all blocks', '02'],
    ['one block', '06'],
  ]) {
    it(`SBC-3 §5.27: VERIFY with ${what}, none of which is sent, compares nothing`, async () => {
      const initiator = await logIn()
      assert.equal(await initiator.status({ cdb: `2f ${bytCheck} 00000000 00 0002 00`, write: true }), '00')
      initiator.close()
    })
  }

  it('RFC 7143 §13.12: a data segment longer than the target takes ends the connection', async () => {
    const initiator = await logIn([['MaxRecvDataSegmentLength', '8192']])
    const header = Buffer.alloc(48)
    header[0] = 0x05
    header.writeUIntBE(0xfffff0, 5, 3)
    initiator.connection.sendBytes(header)
    await initiator.connection.closed
  })
})
