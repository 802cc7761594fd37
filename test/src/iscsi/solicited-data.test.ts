import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SolicitedData } from '../../../src/iscsi/solicited-data.ts'

const MIB = 1 << 20

/** Notes what it is granted. */
function asker() {
  const granted: number[] = []
  return { granted: (length: number) => granted.push(length), grants: granted }
}

describe('solicited data', () => {
  it('16 MiB of a connection, then R2Ts wait in their order', () => {
    const data = new SolicitedData({ bytes: 0 })
    const [first, second, third] = [asker(), asker(), asker()]
    assert.ok(data.take(15 * MIB, first))
    assert.ok(!data.take(2 * MIB, second))
    assert.ok(!data.take(MIB, third), 'who comes later does not go ahead')
    data.giveBack(MIB)
    assert.deepEqual([second.grants, third.grants], [[2 * MIB], []])
    data.giveBack(2 * MIB)
    assert.deepEqual(third.grants, [MIB])
  })

  it('one burst always passes, however long it is', () => {
    const data = new SolicitedData({ bytes: 0 })
    assert.ok(data.take(17 * MIB, asker()))
    assert.ok(!data.take(1, asker()))
  })

  it('256 MiB of all connections together, beside one burst of each', () => {
    const all = { bytes: 0 }
    const busy = Array.from({ length: 16 }, () => new SolicitedData(all))
    for (const each of busy) assert.ok(each.take(16 * MIB, asker()))
    const late = new SolicitedData(all)
    const waiting = asker()
    assert.ok(late.take(MIB, asker()))
    assert.ok(!late.take(MIB, waiting))
    late.giveBack(MIB)
    assert.deepEqual(waiting.grants, [MIB])
  })

  it('who gives up waits no more', () => {
    const data = new SolicitedData({ bytes: 0 })
    const [gone, next] = [asker(), asker()]
    data.take(16 * MIB, asker())
    data.take(MIB, gone)
    data.take(MIB, next)
    data.forget(gone)
    data.giveBack(16 * MIB)
    assert.deepEqual([gone.grants, next.grants], [[], [MIB]])
  })
})
