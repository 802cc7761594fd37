import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { copy, copyList, named, read, segment, status, target } from '../../../support/extended-copy.ts'
import { initiator, send } from '../../../support/scsi.ts'

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
})
