import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { execute } from '../../../src/scsi/execute.ts'
import type { LogicalUnit } from '../../../src/scsi/logical-unit.ts'
import { STATUS, type Task } from '../../../src/scsi/task.ts'
import {
  abortTask,
  abortTaskSet,
  clearAca,
  clearTaskSet,
  hasTasks,
  hasUnitAttention,
  logicalUnitReset,
  nexusLoss,
  targetReset,
} from '../../../src/scsi/task-management.ts'
import { disk, initiator, said, send, type TestNexus, taskFor } from '../../support/scsi.ts'

const READY = '00 00 00 00 00 00'
const itl = (nexus: TestNexus) => nexus.luns.get(0)!

/** A task that waits behind a hold. */
function waiting(nexus: TestNexus): { task: Task; ended: Promise<void> } {
  const task = taskFor(nexus, READY)
  return { task, ended: Promise.resolve(execute(task)) }
}

function heldDisk(options = {}): LogicalUnit {
  const lu = disk(options)
  lu.tasks.hold()
  return lu
}

describe('nexus loss', () => {
  it('ends tasks that wait for one another, and runs none of them', async () => {
    const lu = disk()
    const nexus = initiator(lu)
    let letGo = (): void => {}
    const first = taskFor(nexus, '15 10 00 00 04 00', { out: Buffer.alloc(4) })
    Object.assign(first.transfer, {
      dataOut: () => new Promise<void>((_, reject) => (letGo = () => reject(new Error('abandoned')))),
      abandon: () => letGo(),
    })
    const running = execute(first)
    const rest = Array.from({ length: 3 }, () => {
      const task = taskFor(nexus, '2a 00 00 00 00 00 00 00 01 00', {
        out: Buffer.alloc(512),
        attribute: 'ordered',
      })
      return { task, ended: execute(task) }
    })
    await nexusLoss(itl(nexus))
    await Promise.all([running, ...rest.map(({ ended }) => ended)])
    assert.deepEqual(
      rest.map(({ task }) => [task.aborted, task.command !== undefined && task.status]),
      Array.from({ length: 3 }, () => [true, STATUS.GOOD]),
    )
    assert.equal(itl(nexus).activeCommands, 0)
  })

  it('resolves when the end of one waiting task wakes another of the same loss', async () => {
    const lu = disk()
    const [nexus, other] = [initiator(lu), initiator(lu)]
    let letGo = (): void => {}
    const slow = taskFor(other, '2a 00 00 00 00 00 00 00 01 00', { out: Buffer.alloc(512) })
    Object.assign(slow.transfer, { dataOut: () => new Promise<void>((resolve) => (letGo = resolve)) })
    const running = execute(slow)
    // MODE SELECT waits for everything before it, the WRITE for nothing but MODE SELECT.
    const strict = taskFor(nexus, '15 10 00 00 04 00', { out: Buffer.alloc(4) })
    const behind = taskFor(nexus, '2a 00 00 00 00 08 00 00 01 00', { out: Buffer.alloc(512) })
    const ended = [execute(strict), execute(behind)]
    await nexusLoss(itl(nexus))
    await Promise.all(ended)
    assert.deepEqual([strict.aborted, behind.aborted, itl(nexus).activeCommands], [true, true, 0])
    letGo()
    await running
  })
})

describe('ABORT TASK', () => {
  it('ends a waiting task without an answer', async () => {
    const nexus = initiator(heldDisk())
    const [{ task, ended }, other] = [waiting(nexus), waiting(nexus)]
    await abortTask(task)
    await ended
    assert.deepEqual([task.aborted, other.task.aborted], [true, false])
    assert.equal(itl(nexus).activeCommands, 1)
  })

  it('waits until a running task has ended, and tells its transport', async () => {
    const lu = disk()
    let letGo = (): void => {}
    const nexus = initiator(lu)
    const task = taskFor(nexus, '15 10 00 00 04 00', { out: Buffer.alloc(4) })
    let abandoned = false
    Object.assign(task.transfer, {
      dataOut: () => new Promise<void>((_, reject) => (letGo = () => reject(new Error('abandoned')))),
      abandon: () => {
        abandoned = true
      },
    })
    const ended = execute(task)
    let answered = false
    const abort = abortTask(task).then(() => {
      answered = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual([abandoned, answered], [true, false])
    letGo()
    await Promise.all([ended, abort])
    assert.deepEqual([task.aborted, task.status], [true, STATUS.GOOD])
  })
})

describe('task sets', () => {
  it('ABORT TASK SET ends those of the nexus', async () => {
    const lu = heldDisk()
    const [one, other] = [initiator(lu), initiator(lu)]
    const [mine, theirs] = [waiting(one), waiting(other)]
    assert.equal(hasTasks(itl(one)), true)
    await abortTaskSet(itl(one))
    assert.deepEqual([mine.task.aborted, theirs.task.aborted], [true, false])
    assert.equal(hasTasks(itl(one)), false)
  })

  it('CLEAR TASK SET of a shared set tells the others: unit attention, or TASK ABORTED with TAS', async () => {
    for (const tas of [0, 1]) {
      const lu = heldDisk({ tst: 0 })
      lu.modes.current.tas = tas
      const [one, other] = [initiator(lu), initiator(lu)]
      const [mine, theirs] = [waiting(one), waiting(other)]
      await clearTaskSet(itl(one))
      assert.deepEqual(
        [mine.task.status, theirs.task.status],
        [STATUS.GOOD, tas ? STATUS.TASK_ABORTED : STATUS.GOOD],
      )
      assert.equal(hasUnitAttention(itl(other)), tas === 0)
      assert.equal(hasUnitAttention(itl(one)), false)
    }
  })

  it('CLEAR TASK SET with a set each leaves the others alone', async () => {
    const lu = heldDisk()
    const [one, other] = [initiator(lu), initiator(lu)]
    const theirs = waiting(other)
    waiting(one)
    await clearTaskSet(itl(one))
    assert.equal(theirs.task.aborted, false)
  })
})

describe('QErr', () => {
  for (const [qErr, tst, ends] of [
    [0, 0, []],
    [1, 0, ['mine', 'theirs']],
    [1, 1, ['mine']],
    [3, 0, ['mine']],
  ] as const)
    it(`${qErr} with task set type ${tst} ends ${ends.join(' and ') || 'nothing'}`, async () => {
      const lu = heldDisk({ tst })
      lu.modes.current.qErr = qErr
      const [one, other] = [initiator(lu), initiator(lu)]
      const tasks = { mine: waiting(one).task, theirs: waiting(other).task }
      assert.equal(said(await send(one, 'ff 00 00 00 00 00')), '5/20/00')
      assert.deepEqual(
        Object.entries(tasks).flatMap(([name, { aborted }]) => (aborted ? [name] : [])),
        ends,
      )
    })
})

describe('resets', () => {
  it('LOGICAL UNIT RESET clears what SAM says and tells everybody', async () => {
    const lu = heldDisk({ removable: true })
    const [one, other] = [initiator(lu), initiator(lu)]
    const theirs = waiting(other)
    lu.reservedBy = itl(other)
    lu.aca.add(itl(other))
    lu.preventing.add(itl(other))
    lu.modes.current.swp = 1
    await logicalUnitReset(lu, itl(one))
    lu.tasks.release()
    assert.equal(theirs.task.aborted, true)
    assert.deepEqual(
      [lu.reservedBy, lu.aca.size, lu.preventing.size, lu.modes.current.swp],
      [undefined, 0, 0, 0],
    )
    for (const nexus of [one, other]) assert.equal(said(await send(nexus, READY)), '6/29/00')
  })

  it('a reset restores write-through as configured', async () => {
    const lu = disk({ writeThrough: true })
    lu.modes.current.writeThrough = 0
    await logicalUnitReset(lu)
    assert.equal(lu.writeThrough, true)
  })

  it('target resets reach every unit of the nexus', async () => {
    const [first, second] = [disk(), disk()]
    const nexus = initiator(first, second)
    await targetReset(nexus)
    assert.equal(said(await send(nexus, READY, { lun: 1 })), '6/29/00')
  })

  it('nexus loss ends its tasks only', async () => {
    const lu = heldDisk()
    const [one, other] = [initiator(lu), initiator(lu)]
    const [mine, theirs] = [waiting(one), waiting(other)]
    await nexusLoss(itl(one))
    assert.deepEqual([mine.task.aborted, theirs.task.aborted], [true, false])
  })

  it('CLEAR ACA', async () => {
    const lu = disk()
    const nexus = initiator(lu)
    await send(nexus, '25 00 00000001 00 00 00 04', { alloc: 8 })
    assert.equal(said(await send(nexus, READY)), 'ACA ACTIVE')
    await clearAca(itl(nexus))
    assert.equal(said(await send(nexus, READY)), 'GOOD')
  })
})
