import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { RawInitiator, type Received, statusOf } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const TEST_UNIT_READY = '00'
const WRITE_8_BLOCKS = { cdb: '2a 00 00000000 00 0008 00', write: true, length: 4096 }

const ABORT_TASK = 1
const FUNCTIONS: readonly [name: string, code: number][] = [
  ['ABORT TASK SET', 2],
  ['CLEAR TASK SET', 4],
  ['LOGICAL UNIT RESET', 5],
  ['TARGET WARM RESET', 6],
  ['TARGET COLD RESET', 7],
]

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

const answer = async (initiator: RawInitiator) => (await initiator.receive('TMF Response')).u8(2)

function dataFor(initiator: RawInitiator, r2t: Received, final = true): void {
  const [offset, length] = [r2t.u32(40), r2t.u32(44)]
  initiator.dataOut({ itt: r2t.itt, ttt: r2t.ttt, offset, data: Buffer.alloc(length, 9), final })
}

describe('data that an aborted command was asked for', () => {
  for (const [name, code] of FUNCTIONS) {
    it(`RFC 7143 §4.2.3.3 a: ${name} is answered when all of them have come`, async () => {
      const initiator = await logIn([
        ['MaxBurstLength', '2048'],
        ['MaxOutstandingR2T', '2'],
      ])
      initiator.command(WRITE_8_BLOCKS)
      const first = await initiator.receive('R2T')
      const second = await initiator.receive('R2T')
      initiator.manage(code)
      assert.ok(await initiator.isQuiet())
      dataFor(initiator, first)
      assert.ok(await initiator.isQuiet(), 'one sequence is still to come')
      dataFor(initiator, second, false)
      assert.ok(await initiator.isQuiet(), 'it has not ended')
      const { itt, ttt } = second
      initiator.dataOut({ itt, ttt, dataSN: 1, offset: 4096, data: Buffer.alloc(0) })
      assert.equal(await answer(initiator), 0)
      initiator.close()
    })
  }

  it('RFC 7143 §11.5.1: the initiator may end its sequences early', async () => {
    const initiator = await logIn()
    initiator.command(WRITE_8_BLOCKS)
    const { itt, ttt } = await initiator.receive('R2T')
    initiator.manage(2)
    initiator.dataOut({ itt, ttt, offset: 0, data: Buffer.alloc(0) })
    assert.equal(await answer(initiator), 0)
    initiator.close()
  })

  it('of another LUN are not waited for', async () => {
    await target.write(`targets/iscsi/${TARGET}/luns/mgmt`, 'add disk1 1')
    const initiator = await logIn()
    await initiator.clearAttention(1)
    initiator.command(WRITE_8_BLOCKS)
    const r2t = await initiator.receive('R2T')
    initiator.manage(5, { lun: 1 })
    assert.equal(await answer(initiator), 0)
    initiator.close()
    await target.write(`targets/iscsi/${TARGET}/luns/mgmt`, 'del 1')
    assert.notEqual(r2t.ttt, 0xffffffff)
  })

  it('are waited for no longer than RspTimeout and 10 s: not every initiator goes on sending', async () => {
    await target.set('RspTimeout', '2')
    target.log.length = 0
    const initiator = await logIn()
    initiator.command(WRITE_8_BLOCKS)
    await initiator.receive('R2T')
    initiator.manage(5)
    assert.equal(await answer(initiator), 0)
    assert.match(target.log.join('\n'), /did not send within 2 s the data of aborted commands/)
    initiator.close()
    await target.set('RspTimeout', '90')
  })
})

describe('ABORT TASK of a command that no task set knows', () => {
  const REFUSED = '2a 00 ffffff00 00 0008 00'
  const waiting: readonly [what: string, lun: number, cdb: string, offers: Offers][] = [
    ['a write that was refused and waits for its unsolicited data', 0, REFUSED, [['InitialR2T', 'No']]],
    ['one with unsolicited data that the login forbade', 0, WRITE_8_BLOCKS.cdb, [['InitialR2T', 'Yes']]],
    ['one to a LUN that is not mapped', 9, WRITE_8_BLOCKS.cdb, [['InitialR2T', 'No']]],
  ]
  for (const [what, lun, cdb, offers] of waiting) {
    it(`RFC 7143 §11.6.1: ${what}: 0, and no response`, async () => {
      const initiator = await logIn(offers)
      const { cmdSN } = initiator
      const itt = initiator.command({ ...WRITE_8_BLOCKS, cdb, lun, final: false })
      assert.ok(await initiator.isQuiet())
      initiator.manage(ABORT_TASK, { rtt: itt, refCmdSN: cmdSN, lun })
      assert.equal(await answer(initiator), 0)
      initiator.dataOut({ itt, offset: 0, data: Buffer.alloc(4096) })
      assert.ok(await initiator.isQuiet())
      initiator.close()
    })
  }

  it('RFC 7143 §11.6.1: one that waits for the command before it: 0, and it is not run when that comes', async () => {
    const initiator = await logIn()
    const { cmdSN } = initiator
    const itt = initiator.command({ cdb: TEST_UNIT_READY, cmdSN: cmdSN + 1 })
    initiator.manage(ABORT_TASK, { rtt: itt, refCmdSN: cmdSN + 1, cmdSN: cmdSN + 2 })
    assert.equal(await answer(initiator), 0)
    initiator.command({ cdb: TEST_UNIT_READY, cmdSN })
    assert.equal(statusOf(await initiator.receive('SCSI Response')), '00')
    initiator.cmdSN = cmdSN + 2
    assert.equal(await initiator.status({ cdb: TEST_UNIT_READY }), '00')
    initiator.close()
  })

  for (const [name, code] of FUNCTIONS.slice(0, 4)) {
    it(`RFC 7143 §11.5.1: no response of it comes after that of ${name}`, async () => {
      const initiator = await logIn([['InitialR2T', 'No']])
      const itt = initiator.command({ ...WRITE_8_BLOCKS, cdb: REFUSED, final: false })
      initiator.manage(code)
      assert.equal(await answer(initiator), 0)
      initiator.dataOut({ itt, offset: 0, data: Buffer.alloc(4096) })
      assert.ok(await initiator.isQuiet())
      initiator.close()
    })
  }
})

describe('commands that end without a response', () => {
  it('RFC 7143 §11.4.11: the room that they leave is told by a NOP-In when another nexus ended them', async () => {
    const issuer = await logIn()
    const other = await RawInitiator.connect(target.port)
    await other.logIn({ initiator: INITIATOR, target: TARGET }, [], { isid: '00023d000002' })
    await other.clearAttention()
    other.command(WRITE_8_BLOCKS)
    await other.receive('R2T')
    other.command(WRITE_8_BLOCKS)
    const { maxCmdSN } = await other.receive('R2T')
    issuer.manage(5)
    assert.equal(await answer(issuer), 0)
    const told = await other.receive('NOP-In')
    assert.deepEqual([told.itt, told.ttt, told.maxCmdSN], [0xffffffff, 0xffffffff, maxCmdSN + 2])
    issuer.close()
    other.close()
  })
})

describe('task management requests', () => {
  it('RFC 7143 §4.2.2.1: more than 16 that wait: Reject 0x06', async () => {
    const initiator = await logIn()
    const missing = initiator.cmdSN++
    for (let n = 0; n < 16; n++) initiator.manage(2)
    assert.ok(await initiator.isQuiet())
    initiator.manage(2)
    assert.equal((await initiator.receive('Reject')).u8(2), 0x06)
    initiator.command({ cdb: TEST_UNIT_READY, cmdSN: missing })
    for (let n = 0; n < 16; n++) assert.equal(await answer(initiator), 0)
    initiator.close()
  })

  it('RFC 7143 §11.2.1.8: with the tag of a command or of another one: Reject 0x07', async () => {
    const initiator = await logIn()
    const itt = initiator.command(WRITE_8_BLOCKS)
    await initiator.receive('R2T')
    initiator.manage(2, { itt })
    assert.equal((await initiator.receive('Reject')).u8(2), 0x07)
    const waits = initiator.manage(2, { cmdSN: initiator.cmdSN + 1 })
    initiator.command({ cdb: TEST_UNIT_READY, itt: waits, immediate: true })
    assert.equal((await initiator.receive('Reject')).u8(2), 0x07)
    initiator.close()
  })
})
