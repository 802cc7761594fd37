import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NullStore } from '../../../src/core/stores/null.ts'
import { execute } from '../../../src/scsi/execute.ts'
import { abortTask, logicalUnitReset } from '../../../src/scsi/task-management.ts'
import { copy, copyList, named, segment, target } from '../../support/extended-copy.ts'
import { disk, initiator, type Request, taskFor } from '../../support/scsi.ts'
import { unsentWrite } from '../../support/unsent-write.ts'

/** A thin disk whose store keeps a discard until it is let go, and says in `order` what reached it. */
function disksForUnmap() {
  const order: string[] = []
  let letGo = (): void => {}
  class Store extends NullStore {
    override writeFrom(): void {
      order.push('write')
    }
    discard(offset: number): Promise<void> {
      order.push(`discard ${offset}`)
      return new Promise((resolve) => {
        letGo = resolve
      })
    }
  }
  const lu = disk({ thinProvisioned: true })
  lu.store = new Store(lu.size)
  return { lu, order, letGo: () => letGo() }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))
/** UNMAP of block 0 and of block 8. */
const UNMAP = '42 00 00000000 00 0028 00'
const RANGES = Buffer.from(
  '0026002000000000 0000000000000000 00000001 00000000 0000000000000008 00000001 00000000'.replaceAll(
    ' ',
    '',
  ),
  'hex',
)
const WRITE_8 = '2a 00 00000008 00 0001 00'
const block: Request = { out: Buffer.alloc(512) }

describe('a range that a running command learned of', () => {
  it('keeps commands on its blocks waiting, and no others', async () => {
    const { lu, order, letGo } = disksForUnmap()
    const nexus = initiator(lu)
    const ends = [execute(taskFor(nexus, UNMAP, { out: RANGES }))]
    await settled()
    letGo()
    await settled()
    ends.push(execute(taskFor(nexus, WRITE_8, block)))
    ends.push(execute(taskFor(nexus, '2a 00 00000010 00 0001 00', block)))
    assert.deepEqual(order, ['discard 0', 'discard 4096', 'write'])
    letGo()
    await Promise.all(ends)
    assert.deepEqual(order, ['discard 0', 'discard 4096', 'write', 'write'])
  })

  it('is not kept waiting by what waits for the command itself', async () => {
    const { lu, order, letGo } = disksForUnmap()
    const nexus = initiator(lu)
    const unmap = execute(taskFor(nexus, UNMAP, { out: RANGES }))
    const ordered = execute(taskFor(nexus, WRITE_8, { ...block, attribute: 'ordered' }))
    await settled()
    letGo()
    await settled()
    letGo()
    await Promise.all([unmap, ordered])
    assert.deepEqual(order, ['discard 0', 'discard 4096', 'write'])
  })

  it('nor by a hold, which waits for the command', async () => {
    const { lu, letGo } = disksForUnmap()
    const unmap = execute(taskFor(initiator(lu), UNMAP, { out: RANGES }))
    lu.tasks.hold()
    await settled()
    letGo()
    await settled()
    letGo()
    await Promise.all([unmap, lu.tasks.drained()])
    assert.equal(lu.tasks.active, 0)
  })

  it('on another unit waits for the end of its hold, not for that of a hold of all', async () => {
    const [one, two] = [await named('one'), await named('two')]
    const list = copyList([target(one), target(two)], [segment({ blocks: 1, from: 0, to: 0 })])
    two.tasks.hold()
    let isThrough = false
    const held = copy(initiator(one, two), list).then((answer) => {
      isThrough = true
      return answer
    })
    one.tasks.suspend()
    two.tasks.suspend()
    await settled()
    assert.equal(isThrough, false)
    two.tasks.release()
    assert.equal(await held, 'GOOD')
    await Promise.all([one.tasks.drained(), two.tasks.drained()])
  })

  it('is not waited for by a command that is aborted, and has no effect then', async () => {
    const { lu, order } = disksForUnmap()
    const { write, sent } = unsentWrite(lu)
    const aborted = taskFor(initiator(lu), UNMAP, { out: RANGES })
    const unmap = execute(aborted)
    await settled()
    await abortTask(aborted)
    await unmap
    assert.deepEqual([order, lu.tasks.active], [[], 1])
    sent()
    await write
    assert.deepEqual([order, lu.tasks.active], [['write'], 0])
  })

  it('nor is it when the unit is reset', async () => {
    const { lu, order } = disksForUnmap()
    const { write, sent } = unsentWrite(lu)
    const unmap = execute(taskFor(initiator(lu), UNMAP, { out: RANGES }))
    await settled()
    const reset = logicalUnitReset(lu)
    sent()
    await Promise.all([write, unmap, reset])
    assert.deepEqual([order, lu.tasks.active], [['write'], 0])
  })

  it('ends with a reset of the unit', async () => {
    const { lu, order, letGo } = disksForUnmap()
    const unmap = execute(taskFor(initiator(lu), UNMAP, { out: RANGES }))
    await settled()
    const reset = logicalUnitReset(lu)
    letGo()
    await Promise.all([unmap, reset])
    assert.deepEqual([order, lu.tasks.active], [['discard 0'], 0])
  })
})
