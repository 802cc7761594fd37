import assert from 'node:assert/strict'
import { truncateSync, writeFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { RawInitiator, type Received, statusOf } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const READ_8_BLOCKS = '28 00 00000000 00 0008 00'
const content = Buffer.from(Array.from({ length: 65536 }, (_, i) => (i * 7) & 0xff))

let target: ServedTarget
before(async () => {
  target = await serveTarget()
  writeFileSync(target.file, Buffer.concat([content], 1 << 20))
})
after(() => target.close())

async function logIn(offers: readonly (readonly [string, string])[] = []): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  await initiator.logIn({ initiator: INITIATOR, target: TARGET }, offers)
  return initiator.clearAttention()
}

/** Every Data-In of a command, the one with status last. */
async function dataIn(initiator: RawInitiator): Promise<Received[]> {
  const pdus: Received[] = []
  do pdus.push(await initiator.receive('Data-In'))
  while ((pdus.at(-1)!.flags & 1) === 0)
  return pdus
}

describe('Data-In', () => {
  it('RFC 7143 §11.7.3: GOOD status goes with the last Data-In, F set, StatSN valid and advanced', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: READ_8_BLOCKS, read: true, length: 4096 })
    const [pdu] = await dataIn(initiator)
    assert.equal(pdu!.flags, 0x81)
    assert.equal(pdu!.u8(3), 0)
    assert.deepEqual(pdu!.data, content.subarray(0, 4096))
    initiator.nopOut()
    assert.equal((await initiator.receive('NOP-In')).statSN, pdu!.statSN + 1)
    initiator.close()
  })

  it('RFC 7143 §13.12: no data segment is longer than the initiator takes', async () => {
    const initiator = await logIn([['MaxRecvDataSegmentLength', '1024']])
    initiator.command({ cdb: READ_8_BLOCKS, read: true, length: 4096 })
    const pdus = await dataIn(initiator)
    assert.deepEqual(
      pdus.map(({ data }) => data.length),
      [1024, 1024, 1024, 1024],
    )
    initiator.close()
  })

  it('RFC 7143 §11.7.5, §11.7.6: DataSN counts from 0, BufferOffset goes up without gap', async () => {
    const initiator = await logIn([['MaxRecvDataSegmentLength', '1536']])
    initiator.command({ cdb: READ_8_BLOCKS, read: true, length: 4096 })
    const pdus = await dataIn(initiator)
    assert.deepEqual(
      pdus.map((pdu) => [pdu.u32(36), pdu.u32(40)]),
      [
        [0, 0],
        [1, 1536],
        [2, 3072],
      ],
    )
    initiator.close()
  })

  it('RFC 7143 §11.7.1: a sequence ends with F at MaxBurstLength and at the last PDU', async () => {
    const initiator = await logIn([
      ['MaxRecvDataSegmentLength', '1024'],
      ['MaxBurstLength', '2048'],
    ])
    initiator.command({ cdb: READ_8_BLOCKS, read: true, length: 4096 })
    const pdus = await dataIn(initiator)
    assert.deepEqual(
      pdus.map(({ flags }) => flags),
      [0x00, 0x80, 0x00, 0x81],
    )
    initiator.close()
  })

  it('RFC 7143 §11.7.2, §11.7.4: no acknowledgement is asked for: A 0, TTT reserved, LUN 0', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: READ_8_BLOCKS, read: true, length: 4096 })
    const [pdu] = await dataIn(initiator)
    assert.equal(pdu!.flags & 0x40, 0)
    assert.equal(pdu!.ttt, 0xffffffff)
    assert.equal(pdu!.u32(8), 0)
    initiator.close()
  })

  it('RFC 7143 §4.2.2.2: reads that go on together are all answered, and no StatSN is left out', async () => {
    const initiator = await logIn([['MaxRecvDataSegmentLength', '512']])
    const write = initiator.command({
      cdb: '2a 00 00000400 00 0001 00',
      write: true,
      length: 512,
      attribute: 2,
    })
    const reads = [1, 2, 3, 4].map(() => initiator.command({ cdb: READ_8_BLOCKS, read: true, length: 4096 }))
    const { ttt, statSN } = await initiator.receive('R2T')
    initiator.dataOut({ itt: write, ttt, offset: 0, data: Buffer.alloc(512) })
    const data = new Map(reads.map((itt) => [itt, Buffer.alloc(0)]))
    for (let answered = 0; answered < 1 + reads.length; ) {
      const pdu = await initiator.receive()
      const isData = pdu.name === 'Data-In'
      if (isData) data.set(pdu.itt, Buffer.concat([data.get(pdu.itt)!, pdu.data]))
      if (!isData || pdu.flags & 1) assert.equal(pdu.statSN, statSN + answered++)
    }
    for (const received of data.values()) assert.deepEqual(received, content.subarray(0, 4096))
    initiator.close()
  })

  it('RFC 7143 §11.7.3: PDUs without status do not advance StatSN', async () => {
    const initiator = await logIn([['MaxRecvDataSegmentLength', '512']])
    const before = initiator.command({ cdb: READ_8_BLOCKS, read: true, length: 4096 })
    const pdus = await dataIn(initiator)
    assert.equal(new Set(pdus.map(({ statSN }) => statSN)).size, 1)
    assert.equal(pdus[0]!.itt, before)
    initiator.close()
  })

  it('RFC 7143 §11.4.8: ExpDataSN of a response is 0 where no Data-In was sent', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: '00' })
    assert.equal((await initiator.receive('SCSI Response')).u32(36), 0)
    initiator.command({ cdb: '28 00 ffffff00 00 0008 00', read: true, length: 4096 })
    assert.equal((await initiator.receive('SCSI Response')).u32(36), 0)
    initiator.close()
  })

  it('RFC 7143 §11.4.8: ExpDataSN of a response counts the Data-In PDUs that were sent before an error', async (t) => {
    const own = await serveTarget()
    t.after(() => own.close())
    truncateSync(own.file, 4 << 20)
    await own.write('devices/disk1/resync_size', '1')
    const initiator = await RawInitiator.connect(own.port)
    await initiator.logIn({ initiator: INITIATOR, target: TARGET })
    await initiator.clearAttention()
    await initiator.clearAttention()
    truncateSync(own.file, 3 << 19)
    initiator.command({ cdb: '28 00 00000000 00 1000 00', read: true, length: 2 << 20 })
    let sent = 0
    let pdu = await initiator.receive()
    for (; pdu.name === 'Data-In'; pdu = await initiator.receive()) sent++
    assert.equal(sent, 128, 'one MiB in segments of 8 KiB')
    assert.deepEqual([pdu.name, statusOf(pdu).slice(0, 5), pdu.u32(36)], ['SCSI Response', '02 03', sent])
    initiator.close()
  })

  it('RFC 7143 §11.7.3: an error comes in a SCSI Response, with sense and its length', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: '28 00 ffffff00 00 0008 00', read: true, length: 4096 })
    const response = await initiator.receive('SCSI Response')
    assert.equal(statusOf(response), '02 05/21/00')
    assert.equal(response.data.readUInt16BE(0), response.data.length - 2)
    initiator.close()
  })

  it('RFC 7143 §13.1: both digests cover every PDU from the first after login', async () => {
    await target.set('HeaderDigest', 'CRC32C')
    await target.set('DataDigest', 'CRC32C')
    const initiator = await logIn([
      ['HeaderDigest', 'CRC32C'],
      ['DataDigest', 'CRC32C'],
      ['MaxRecvDataSegmentLength', '4096'],
    ])
    initiator.command({ cdb: '28 00 00000000 00 0080 00', read: true, length: 65536 })
    const pdus = await dataIn(initiator)
    assert.deepEqual(Buffer.concat(pdus.map(({ data }) => data)), content)
    await target.set('HeaderDigest', 'None')
    await target.set('DataDigest', 'None')
    initiator.close()
  })

  const residuals: readonly [what: string, length: number, flags: number, residual: number][] = [
    ['§11.4.5.2: expecting more than there is: U', 4608, 0x83, 512],
    ['§11.4.5.2: expecting less than there is: O, and no byte more than expected', 512, 0x85, 3584],
    ['§11.4.5.1: exactly: neither, residual count 0', 4096, 0x81, 0],
  ]
  for (const [what, length, flags, residual] of residuals) {
    it(`RFC 7143 ${what}`, async () => {
      const initiator = await logIn()
      initiator.command({ cdb: READ_8_BLOCKS, read: true, length })
      const [pdu] = await dataIn(initiator)
      assert.equal(pdu!.flags, flags)
      assert.equal(pdu!.u32(44), residual)
      assert.equal(pdu!.data.length, Math.min(4096, length))
      initiator.close()
    })
  }

  const allocations: readonly [
    what: string,
    allocation: string,
    length: number,
    flags: number,
    residual: number,
  ][] = [
    ['what ALLOCATION LENGTH cuts off is no overflow', '05', 5, 0x81, 0],
    ['expecting more than it lets through: U', '05', 36, 0x83, 31],
  ]
  for (const [what, allocation, length, flags, residual] of allocations) {
    it(`RFC 7143 §11.4.5.3: INQUIRY: ${what}`, async () => {
      const initiator = await logIn()
      initiator.command({ cdb: `12 00 00 00 ${allocation} 00`, read: true, length })
      const [pdu] = await dataIn(initiator)
      assert.deepEqual([pdu!.data.length, pdu!.flags, pdu!.u32(44)], [5, flags, residual])
      initiator.close()
    })
  }

  it('RFC 7143 §11.4.5.2: where no unit is, what INQUIRY answers counts all the same', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: '12 00 00 00 60 00', lun: 99, read: true, length: 96 })
    const [pdu] = await dataIn(initiator)
    assert.deepEqual([pdu!.flags, pdu!.u32(44), pdu!.data.length], [0x83, 60, 36])
    initiator.close()
  })

  it('RFC 7143 §11.4.5.2: a READ that expects nothing is executed: GOOD and O', async () => {
    const initiator = await logIn()
    initiator.command({ cdb: READ_8_BLOCKS })
    const response = await initiator.receive('SCSI Response')
    assert.equal(response.u8(3), 0)
    assert.equal(response.flags, 0x84)
    assert.equal(response.u32(44), 4096)
    initiator.close()
  })
})
