import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type HeldWrites, holdWrites } from '../support/held-writes.ts'
import { RawInitiator, statusOf } from '../support/initiator/raw.ts'
import { INITIATOR, type ServedTarget, serveTarget, TARGET } from '../support/iscsi-target.ts'

const TEST_UNIT_READY = '00'
const WRITE_ONE_BLOCK = { cdb: '2a 00 00000000 00 0001 00', write: true, length: 512 }

const ABORT_TASK = 1
const ABORT_TASK_SET = 2
const CLEAR_TASK_SET = 4
const LOGICAL_UNIT_RESET = 5
const TARGET_WARM_RESET = 6
const TARGET_COLD_RESET = 7
const TASK_REASSIGN = 8
const QUERY_TASK = 9
const QUERY_TASK_SET = 10
const NEXUS_RESET = 11
const QUERY_ASYNC_EVENT = 12

let target: ServedTarget
let writes: HeldWrites
before(async () => {
  target = await serveTarget()
  writes = holdWrites(target.scst.devices.get('disk1')!.lu)
})
after(() => target.close())

async function logIn(isid = '00023d000001', level?: string): Promise<RawInitiator> {
  const initiator = await RawInitiator.connect(target.port)
  const offers = level === undefined ? [] : ([['iSCSIProtocolLevel', level]] as const)
  await initiator.logIn({ initiator: INITIATOR, target: TARGET }, offers, { isid })
  return initiator.clearAttention()
}

/** A write that waits for its data: its tag, number and R2T. */
async function waitingWrite(initiator: RawInitiator) {
  const { cmdSN } = initiator
  const itt = initiator.command(WRITE_ONE_BLOCK)
  const { ttt } = await initiator.receive('R2T')
  return { itt, cmdSN, ttt }
}

async function answer(initiator: RawInitiator): Promise<number> {
  return (await initiator.receive('TMF Response')).u8(2)
}

describe('task management', () => {
  it('RFC 7143 §11.5.1: ABORT TASK ends the task without a response; the answer is 0', async () => {
    const initiator = await logIn()
    const { itt, cmdSN } = await waitingWrite(initiator)
    const tag = initiator.manage(ABORT_TASK, { rtt: itt, refCmdSN: cmdSN })
    const response = await initiator.receive('TMF Response')
    assert.deepEqual([response.u8(2), response.itt, response.flags], [0, tag, 0x80])
    assert.ok(await initiator.isQuiet())
    initiator.close()
  })

  it('RFC 7143 §10.7: data of an aborted task are dropped', async () => {
    const initiator = await logIn()
    const { itt, cmdSN, ttt } = await waitingWrite(initiator)
    initiator.manage(ABORT_TASK, { rtt: itt, refCmdSN: cmdSN })
    await initiator.receive('TMF Response')
    initiator.dataOut({ itt, ttt, offset: 0, data: Buffer.alloc(512) })
    assert.ok(await initiator.isQuiet())
    initiator.close()
  })

  const aborts: readonly [
    rule: string,
    ask: (task: { itt: number; cmdSN: number }, next: number) => object,
    answer: number,
  ][] = [
    ['§7.11: of a command that was answered: 1', (_, next) => ({ rtt: 0x999, refCmdSN: next - 2 }), 1],
    ['§7.11: outside the window: 1', (_, next) => ({ rtt: 0x999, refCmdSN: next + 99 }), 1],
    [
      "§11.5.1: with another LUN than the command's: 255",
      ({ itt, cmdSN }) => ({ rtt: itt, refCmdSN: cmdSN, lun: 1 }),
      255,
    ],
    [
      "§11.5.5: with another RefCmdSN than the command's: 255",
      ({ itt, cmdSN }) => ({ rtt: itt, refCmdSN: cmdSN - 1 }),
      255,
    ],
  ]
  for (const [rule, ask, expected] of aborts) {
    it(`RFC 7143 ABORT TASK ${rule}`, async () => {
      const initiator = await logIn()
      const task = await waitingWrite(initiator)
      initiator.manage(ABORT_TASK, ask(task, initiator.cmdSN))
      assert.equal(await answer(initiator), expected)
      initiator.close()
    })
  }

  it('RFC 7143 §7.11, §11.6.1: ABORT TASK of a command that is still on its way counts it as received', async () => {
    const initiator = await logIn()
    const missing = initiator.cmdSN++
    initiator.manage(ABORT_TASK, { rtt: 0x555, refCmdSN: missing })
    const response = await initiator.receive('TMF Response')
    assert.deepEqual([response.u8(2), response.expCmdSN], [0, missing + 1])
    initiator.command({ cdb: TEST_UNIT_READY, itt: 0x555, cmdSN: missing })
    assert.ok(await initiator.isQuiet(), 'and drops it when it comes')
    initiator.close()
  })

  it('RFC 7143 §11.5.1: ABORT TASK is not executed on a task management request: 255', async () => {
    const initiator = await logIn()
    const missing = initiator.cmdSN++
    const waits = initiator.manage(ABORT_TASK_SET)
    initiator.manage(ABORT_TASK, { rtt: waits, refCmdSN: initiator.cmdSN })
    assert.equal(await answer(initiator), 255)
    initiator.command({ cdb: TEST_UNIT_READY, cmdSN: missing })
    assert.equal(await answer(initiator), 0)
    initiator.close()
  })

  const all: readonly [name: string, code: number][] = [
    ['ABORT TASK SET', ABORT_TASK_SET],
    ['CLEAR TASK SET', CLEAR_TASK_SET],
    ['LOGICAL UNIT RESET', LOGICAL_UNIT_RESET],
    ['TARGET WARM RESET', TARGET_WARM_RESET],
  ]
  for (const [name, code] of all) {
    it(`RFC 7143 §11.5.1: ${name} ends every task of the issuer without a response`, async () => {
      const initiator = await logIn()
      const tasks = [await waitingWrite(initiator), await waitingWrite(initiator)]
      initiator.manage(code)
      for (const { itt, ttt } of tasks) initiator.dataOut({ itt, ttt, offset: 0, data: Buffer.alloc(512) })
      assert.equal(await answer(initiator), 0)
      assert.ok(await initiator.isQuiet())
      initiator.close()
    })
  }

  for (const [name, code] of all) {
    it(`RFC 7143 §4.2.3.3 c: ${name} is answered when the device has ended every task`, async () => {
      const initiator = await logIn()
      const held = writes.hold()
      initiator.command({ ...WRITE_ONE_BLOCK, data: Buffer.alloc(512) })
      await held
      initiator.manage(code)
      assert.ok(await initiator.isQuiet())
      writes.release()
      assert.equal(await answer(initiator), 0)
      assert.ok(await initiator.isQuiet())
      initiator.close()
    })
  }

  it('RFC 7143 §11.6.2: a response has no additional header and no data', async () => {
    const initiator = await logIn()
    initiator.manage(ABORT_TASK_SET)
    assert.equal((await initiator.receive('TMF Response')).u32(4), 0)
    initiator.close()
  })

  it('RFC 7143 §4.2.3.3: commands sent before the function and received after it are covered; its answer waits for them', async () => {
    const initiator = await logIn()
    const missing = initiator.cmdSN++
    initiator.manage(ABORT_TASK_SET)
    assert.ok(await initiator.isQuiet())
    initiator.command({ cdb: TEST_UNIT_READY, cmdSN: missing })
    assert.equal(await answer(initiator), 0)
    assert.ok(await initiator.isQuiet())
    assert.equal(await initiator.status({ cdb: TEST_UNIT_READY }), '00')
    initiator.close()
  })

  it('RFC 7143 §11.6.1: a LUN that is not there: 2', async () => {
    const initiator = await logIn()
    initiator.manage(LOGICAL_UNIT_RESET, { lun: 7 })
    assert.equal(await answer(initiator), 2)
    initiator.close()
  })

  it('RFC 7143 §7.2.2: TASK REASSIGN: 4, there is no reassignment', async () => {
    const initiator = await logIn()
    initiator.manage(TASK_REASSIGN)
    assert.equal(await answer(initiator), 4)
    initiator.close()
  })

  it('RFC 7143 §11.6.1: a function that nobody knows: 5', async () => {
    const initiator = await logIn()
    initiator.manage(99)
    assert.equal(await answer(initiator), 5)
    initiator.close()
  })

  it('RFC 7143 §11.5.4: a task tag with a function that has none: 255', async () => {
    const initiator = await logIn()
    initiator.manage(ABORT_TASK_SET, { rtt: 1 })
    assert.equal(await answer(initiator), 255)
    initiator.close()
  })

  it('more than 16 that wait: one with a number of its own takes that, and its function is rejected', async () => {
    const initiator = await logIn()
    const held = writes.hold()
    initiator.command({ ...WRITE_ONE_BLOCK, data: Buffer.alloc(512) })
    await held
    for (let n = 0; n < 16; n++) initiator.manage(LOGICAL_UNIT_RESET)
    initiator.manage(LOGICAL_UNIT_RESET, { immediate: false })
    const rejected = await initiator.receive('TMF Response')
    assert.deepEqual([rejected.u8(2), rejected.expCmdSN], [255, initiator.cmdSN])
    writes.release()
    for (let n = 0; n < 16; n++) assert.equal(await answer(initiator), 0)
    initiator.close()
  })

  it('RFC 7143 §4.2.3.3: another initiator learns of its loss: unit attention', async () => {
    const issuer = await logIn('00023d000001')
    const other = await logIn('00023d000002')
    await waitingWrite(other)
    issuer.manage(LOGICAL_UNIT_RESET)
    assert.equal(await answer(issuer), 0)
    assert.equal(await other.status({ cdb: TEST_UNIT_READY }), '02 06/29/00')
    issuer.close()
    other.close()
  })

  it('RFC 7143 §11.5.1: TARGET COLD RESET is answered, then every session of the target is closed', async () => {
    const issuer = await logIn('00023d000001')
    const other = await logIn('00023d000002')
    issuer.manage(TARGET_COLD_RESET)
    assert.equal(await answer(issuer), 0)
    await Promise.all([issuer.connection.closed, other.connection.closed])
  })

  it('a LUN reset behind a write: the write ends GOOD or without response, the reset with 0 (libiscsi LUNResetSimpleAsync)', async () => {
    const initiator = await logIn()
    const write = initiator.command({ ...WRITE_ONE_BLOCK, data: Buffer.alloc(512) })
    const reset = initiator.manage(LOGICAL_UNIT_RESET)
    const first = await initiator.receive()
    if (first.itt === write) assert.equal(statusOf(first), '00')
    const last = first.itt === write ? await initiator.receive() : first
    assert.deepEqual([last.name, last.itt, last.u8(2)], ['TMF Response', reset, 0])
    assert.ok(await initiator.isQuiet())
    initiator.close()
  })
})

describe('RFC 7144', () => {
  it('RFC 7144 §6.3: without level 2 its functions are not supported: 5', async () => {
    const initiator = await logIn()
    initiator.manage(QUERY_TASK, { rtt: 1 })
    assert.equal(await answer(initiator), 5)
    initiator.close()
  })

  it('RFC 7144 §6.4.2: QUERY TASK: 7 while the task is there, 0 when it is not', async () => {
    const initiator = await logIn('00023d000001', '2')
    const { itt, cmdSN } = await waitingWrite(initiator)
    initiator.manage(QUERY_TASK, { rtt: itt, refCmdSN: cmdSN })
    assert.equal(await answer(initiator), 7)
    initiator.manage(QUERY_TASK, { rtt: 0x999, refCmdSN: cmdSN })
    assert.equal(await answer(initiator), 0)
    initiator.close()
  })

  it('RFC 7144 §6.3: QUERY TASK on a task management request: 255', async () => {
    const initiator = await logIn('00023d000001', '2')
    const missing = initiator.cmdSN++
    const waits = initiator.manage(ABORT_TASK_SET)
    initiator.manage(QUERY_TASK, { rtt: waits })
    assert.equal(await answer(initiator), 255)
    initiator.command({ cdb: TEST_UNIT_READY, cmdSN: missing })
    assert.equal(await answer(initiator), 0)
    initiator.close()
  })

  it('RFC 7144 §6.4.2: QUERY TASK SET', async () => {
    const initiator = await logIn('00023d000001', '2')
    initiator.manage(QUERY_TASK_SET)
    assert.equal(await answer(initiator), 0)
    await waitingWrite(initiator)
    initiator.manage(QUERY_TASK_SET)
    assert.equal(await answer(initiator), 7)
    initiator.close()
  })

  it('RFC 7144 §6.4.2: QUERY ASYNC EVENT: 7 while a unit attention waits', async () => {
    const initiator = await RawInitiator.connect(target.port)
    await initiator.logIn({ initiator: INITIATOR, target: TARGET }, [['iSCSIProtocolLevel', '2']])
    initiator.manage(QUERY_ASYNC_EVENT)
    assert.equal(await answer(initiator), 7)
    await initiator.clearAttention()
    initiator.manage(QUERY_ASYNC_EVENT)
    assert.equal(await answer(initiator), 0)
    initiator.close()
  })

  it('RFC 7144 §6.3: I_T NEXUS RESET is answered, then the connection is dropped', async () => {
    const initiator = await logIn('00023d000001', '2')
    await waitingWrite(initiator)
    initiator.manage(NEXUS_RESET)
    assert.equal(await answer(initiator), 0)
    await initiator.connection.closed
    assert.deepEqual(await target.names(`targets/iscsi/${TARGET}/sessions`), [])
  })

  it('RFC 7144 §4.2: the version descriptor tells the level', async () => {
    const initiator = await logIn('00023d000001', '2')
    initiator.command({ cdb: '12 00 00 00 60 00', read: true, length: 96 })
    const { data } = await initiator.receive('Data-In')
    const descriptors = Array.from({ length: 4 }, (_, i) => data.readUInt16BE(58 + 2 * i))
    assert.ok(descriptors.includes(0x0962), descriptors.join())
    initiator.close()
  })
})
