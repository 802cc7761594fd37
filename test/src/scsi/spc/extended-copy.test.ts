import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { execute } from '../../../../src/scsi/execute.ts'
import { SENSE } from '../../../../src/scsi/sense.ts'
import { logicalUnitReset } from '../../../../src/scsi/task-management.ts'
import { copy, copyList, named, read, segment, status, target } from '../../../support/extended-copy.ts'
import { holdWrites } from '../../../support/held-writes.ts'
import { initiator, said, send, taskFor } from '../../../support/scsi.ts'

describe('EXTENDED COPY', () => {
  it('copies between units and tells of it', async () => {
    const [one, two] = [await named('one'), await named('two')]
    const nexus = initiator(one, two)
    await send(nexus, '2a 00 00000005 00 0001 00', { out: Buffer.alloc(512, 0xab) })
    const list = copyList([target(one), target(two)], [segment({ blocks: 4, from: 5, to: 9 })])
    assert.equal(await copy(nexus, list), 'GOOD')
    assert.equal(await read(nexus, 1, 9), 'ab'.repeat(512))
    assert.equal(await status(nexus, 1, 0), 'GOOD 000000080100010100000002')
    assert.equal(await status(nexus, 2, 0), '5/24/00 CDB 2')
  })

  it('keeps to the reservation of the destination', async () => {
    const [one, two] = [await named('one'), await named('two')]
    const [nexus, other] = [initiator(one, two), initiator(two)]
    await send(other, '16 00 00 00 00 00')
    const list = copyList([target(one), target(two)], [segment({ blocks: 1, from: 0, to: 0 })])
    assert.equal(await copy(nexus, list), 'RESERVATION CONFLICT')
  })

  it('and to that of the source: what may not be read may not be copied', async () => {
    const [one, two] = [await named('one'), await named('two')]
    const [nexus, other] = [initiator(two, one), initiator(one)]
    await send(other, '16 00 00 00 00 00')
    const list = copyList([target(one), target(two)], [segment({ blocks: 1, from: 0, to: 0 })])
    assert.equal(await copy(nexus, list), 'RESERVATION CONFLICT')
  })

  it('takes nothing from a unit that is being formatted', async () => {
    const [one, two] = [await named('one'), await named('two')]
    one.background = { sense: SENSE['LOGICAL UNIT NOT READY, FORMAT IN PROGRESS'], progress: 0 }
    const list = copyList([target(one), target(two)], [segment({ blocks: 1, from: 0, to: 0 })])
    assert.equal(await copy(initiator(two, one), list), '2/04/04')
  })

  it('that is aborted ends, and is told of as failed', async () => {
    const [one, two] = [await named('one'), await named('two')]
    const nexus = initiator(one, two)
    const list = copyList(
      [target(one), target(two)],
      [0, 8].map((to) => segment({ blocks: 4, from: 0, to })),
    )
    const task = taskFor(nexus, `83 00 0000000000000000 ${list.length.toString(16).padStart(8, '0')} 00 00`, {
      out: list,
    })
    const write = two.store!.writeFrom.bind(two.store)
    two.store!.writeFrom = async (spans, offset) => {
      await write(spans, offset)
      task.aborted = true
    }
    await execute(task)
    assert.equal(await status(nexus, 1, 0), 'GOOD 000000080200000100000002')
  })

  it('ends with a reset of the destination, for which it waits', async () => {
    const [one, two] = [await named('one'), await named('two')]
    const [nexus, other] = [initiator(one, two), initiator(two)]
    const held = holdWrites(two)
    const came = held.hold()
    const writing = send(other, '2a 00 00000000 00 0001 00', { out: Buffer.alloc(512, 0xee) })
    await came
    const copied = copy(nexus, copyList([target(one), target(two)], [segment({ blocks: 1, from: 0, to: 0 })]))
    await new Promise((resolve) => setImmediate(resolve))
    const reset = logicalUnitReset(two)
    assert.equal(await copied, 'a/0d/01')
    held.release()
    await Promise.all([writing, reset])
    assert.equal((await read(nexus, 1, 0)).slice(0, 2), '')
    assert.equal((await read(nexus, 1, 0)).slice(0, 2), 'ee')
  })

  it('within a unit is not stopped by a command that waits for its end', async () => {
    const one = await named('one')
    const nexus = initiator(one)
    const segments = [100, 200].map((to) => segment({ destination: 0, blocks: 8, from: 0, to }))
    const copied = copy(nexus, copyList([target(one)], segments))
    const ordered = send(nexus, '2a 00 000000c8 00 0001 00', {
      out: Buffer.alloc(512, 0xcd),
      attribute: 'ordered',
    })
    assert.equal(await copied, 'GOOD')
    assert.equal(said(await ordered), 'GOOD')
    assert.equal(await read(nexus, 0, 200), 'cd'.repeat(512))
  })
})
