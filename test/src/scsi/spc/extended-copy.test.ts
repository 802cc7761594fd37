import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SENSE } from '../../../../src/scsi/sense.ts'
import { copy, copyList, named, read, segment, status, target } from '../../../support/extended-copy.ts'
import { initiator, said, send } from '../../../support/scsi.ts'

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
