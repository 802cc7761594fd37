import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { copy, copyList, named, segment, target } from '../../../support/extended-copy.ts'
import { initiator } from '../../../support/scsi.ts'

describe('the parameter list of EXTENDED COPY', () => {
  it('checks the whole list before it copies', async () => {
    const [one, two] = [await named('one'), await named('two')]
    const nexus = initiator(one, two)
    const targets = [target(one), target(two)]
    const good = segment({ blocks: 1, from: 0, to: 0 })
    const patched = (at: number, ...bytes: number[]) => {
      const list = copyList(targets, [good])
      list.set(bytes, at)
      return list
    }
    for (const [what, list, expected] of [
      ['less than a header', Buffer.alloc(15), '5/1a/00'],
      ['list id usage 01b', patched(1, 0x08), '5/26/00 list 1.3'],
      ['no list id, but one', patched(1, 0x18), '5/26/00 list 0'],
      ['inline data', patched(15, 1), '5/26/0b'],
      ['segments without targets', copyList([], [good]), '5/26/00 list 2'],
      ['target length', patched(3, 63), '5/26/0b'],
      ['list too short', copyList(targets, [good]).subarray(0, 100), '5/1a/00'],
      ['six targets', copyList(Array(6).fill(targets[0]), []), '5/26/06'],
      ['target type', patched(16, 0xe0), '5/26/07'],
      ['device type', patched(17, 0x05), '5/26/00 list 17.0'],
      ['nobody of that name', patched(24, 0x7a), '5/26/00 list 16'],
      ['block length', patched(46, 1), '5/26/00 list 45'],
      ['144 segments', copyList(targets, Array(144).fill(good)), '5/26/08'],
      ['segment type', copyList(targets, [segment({ blocks: 1, from: 0, to: 0, type: 3 })]), '5/26/09'],
      ['segment length', copyList(targets, [segment({ blocks: 1, from: 0, to: 0, length: 23 })]), 'a/00/00'],
      ['source index', copyList(targets, [segment({ source: 2, blocks: 1, from: 0, to: 0 })]), 'a/00/00'],
      ['a null target', patched(17, 0x20), 'a/0d/02'],
      ['nothing at all', copyList([], []), 'GOOD'],
    ] as const)
      assert.equal(await copy(nexus, list), expected, what)
  })

  it('names no unit by a designator that two units have', async () => {
    const [one, two] = [await named('one'), await named('two')]
    Object.assign(two.identity, { t10VendId: 'one', vendSpecificId: 'one' })
    const list = copyList([target(one)], [segment({ destination: 0, blocks: 1, from: 0, to: 8 })])
    assert.equal(await copy(initiator(one, two), list), '5/26/00 list 16')
    assert.equal(await copy(initiator(one, one), list), 'GOOD', 'one unit at two LUNs')
  })

  it('copies to no unit that is write protected, be it by the software write protect bit', async () => {
    const [one, two] = [await named('one'), await named('two')]
    const nexus = initiator(one, two)
    const list = copyList([target(one), target(two)], [segment({ blocks: 1, from: 0, to: 0 })])
    two.modes.current.swp = 1
    assert.equal(await copy(nexus, list), 'a/00/00')
    two.modes.current.swp = 0
    assert.equal(await copy(nexus, list), 'GOOD')
  })
})
