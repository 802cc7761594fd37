import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nullStore } from '../../../src/core/stores/null.ts'
import { execute } from '../../../src/scsi/execute.ts'
import { STATUS } from '../../../src/scsi/task.ts'
import { clearAca } from '../../../src/scsi/task-management.ts'
import { disk, initiator, said, send, session, taskFor, vectors } from '../../support/scsi.ts'

const READY = '00 00 00 00 00 00'
const WRITE = '2a 00 00000000 00 0001 00'
const BEYOND = '28 00 ffffffff 00 0001 00'
const block = Buffer.alloc(512)

function nullDisk(options = {}) {
  const lu = disk(options)
  lu.store = nullStore(lu.size)
  return lu
}

describe('which of several errors wins', () => {
  it('the range before reservation, unit attention and write protection', async () => {
    const lu = nullDisk({ readOnly: true })
    const holder = initiator(lu)
    await send(holder, '16 00 00 00 00 00')
    const other = session('iqn.2026-10.test:other', lu)
    assert.equal(said(await send(other, BEYOND, { alloc: 512 })), '5/21/00')
    assert.equal(said(await send(other, WRITE, { out: block })), 'RESERVATION CONFLICT')
    await send(holder, '17 00 00 00 00 00')
    assert.equal(said(await send(other, WRITE, { out: block })), '6/29/00')
    assert.equal(said(await send(other, WRITE, { out: block })), '7/27/00')
  })

  vectors(session('iqn.2026-10.test:fresh', nullDisk()), [
    ['an opcode that there is not beats the unit attention', 'ff 00 00 00 00 00', '5/20/00'],
    ['so does a field that CDBs may not have', '28 20 00000000 00 0001 00', '5/24/00 CDB 1.5', 512],
    ['and LINK', '28 00 00000000 00 0001 01', '5/24/00 CDB 9.0', 512],
    ['and the wrong direction', '12 00 00 00 24 00', '5/49/00', block.toString('hex')],
    ['INQUIRY does not mind', '12 00 00 00 01 00', 'GOOD 00', 1],
    ['then it is told', READY, '6/29/00'],
    ['once', READY, 'GOOD'],
  ])
})

describe('the queue', () => {
  it('is full at max_tgt_dev_commands', async () => {
    const lu = nullDisk()
    lu.maxTgtDevCommands = 2
    const nexus = initiator(lu)
    lu.tasks.hold()
    const held = [taskFor(nexus, READY), taskFor(nexus, READY)]
    const ends = held.map((task) => execute(task))
    assert.equal(said(await send(nexus, READY)), 'TASK SET FULL')
    lu.tasks.release()
    await Promise.all(ends)
    assert.deepEqual(
      held.map(({ status }) => status),
      [STATUS.GOOD, STATUS.GOOD],
    )
    assert.equal(said(await send(nexus, READY)), 'GOOD')
    assert.equal(nexus.luns.get(0)!.activeCommands, 0)
  })
})

describe('auto contingent allegiance', () => {
  const NACA_FAILS = '28 00 ffffffff 00 0001 04'

  it('stands for each nexus that faulted, with a task set for each', async () => {
    const lu = nullDisk()
    const [one, other] = [initiator(lu), initiator(lu)]
    await send(one, NACA_FAILS, { alloc: 512 })
    assert.equal(said(await send(other, READY, { attribute: 'ACA' })), '5/49/00')
    await send(other, NACA_FAILS, { alloc: 512 })
    assert.equal(said(await send(one, READY)), 'ACA ACTIVE')
    assert.equal(said(await send(other, READY)), 'ACA ACTIVE')
    await clearAca(other.luns.get(0)!)
    assert.equal(said(await send(one, READY)), 'ACA ACTIVE')
    assert.equal(said(await send(other, READY)), 'GOOD')
  })

  it('stops all but ACA tasks of the faulted nexus until it is cleared', async () => {
    const nexus = initiator(nullDisk())
    assert.equal(said(await send(nexus, READY, { attribute: 'ACA' })), '5/49/00')
    assert.equal(said(await send(nexus, NACA_FAILS, { alloc: 512 })), '5/21/00')
    assert.equal(said(await send(nexus, READY)), 'ACA ACTIVE')
    assert.equal(said(await send(nexus, 'ff 00 00 00 00 00')), '5/20/00')
    assert.equal(said(await send(nexus, READY, { attribute: 'ACA' })), 'GOOD')
  })

  it('leaves others alone with a task set each, makes them wait with one for all', async () => {
    for (const [tst, expected] of [
      [1, 'GOOD'],
      [0, 'BUSY'],
    ] as const) {
      const lu = nullDisk({ tst })
      const [one, other] = [initiator(lu), initiator(lu)]
      await send(one, NACA_FAILS, { alloc: 512 })
      assert.equal(said(await send(other, READY)), expected)
    }
  })
})

it('a port that others forward to leaves reservations to them', async () => {
  const lu = nullDisk()
  const [holder, other] = [initiator(lu), initiator(lu)]
  await send(holder, '16 00 00 00 00 00')
  assert.equal(said(await send(other, WRITE, { out: block })), 'RESERVATION CONFLICT')
  Object.assign(other, { port: { ...other.port, forwardDst: true } })
  assert.equal(said(await send(other, WRITE, { out: block })), 'GOOD')
})
