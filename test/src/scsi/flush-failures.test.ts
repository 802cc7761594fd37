import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { systemError } from '../../../src/core/stores/system-calls.ts'
import { fileDisk, said, send, session, type TestNexus } from '../../support/scsi.ts'

const SYNC = '35 00 00000000 00 0000 00'
const WRITE = '2a 00 00000000 00 0001 00'
const WRITE_FUA = '2a 08 00000000 00 0001 00'
const block = { out: Buffer.alloc(512) }

/** A disk whose next flush fails, with one writer for each name. */
async function failingDisk(...names: string[]) {
  const lu = await fileDisk()
  const flush = lu.store!.flush.bind(lu.store)
  let fails = true
  lu.store!.flush = () => {
    if (!fails) return flush()
    fails = false
    return Promise.reject(systemError('EIO', 'fdatasync'))
  }
  const nexuses = names.map((name) => login(name))
  function login(name: string): TestNexus {
    const nexus = session(name, lu)
    nexus.luns.get(0)!.unitAttentions.length = 0
    return nexus
  }
  for (const nexus of nexuses) await send(nexus, WRITE, block)
  return { lu, nexuses: nexuses as [TestNexus, TestNexus, TestNexus], login }
}

const sync = async (nexus: TestNexus, cdb = SYNC) => said(await send(nexus, cdb, cdb === SYNC ? {} : block))

describe('a failed flush', () => {
  it('is told to everybody who wrote, once', async () => {
    const { nexuses, login } = await failingDisk('one', 'two', 'three')
    const [one, two, three] = nexuses
    const reader = login('reader')
    assert.equal(await sync(one), '3/03/00')
    assert.equal(await sync(one), 'GOOD')
    assert.equal(await sync(two, WRITE_FUA), '3/03/00')
    assert.equal(await sync(two), 'GOOD')
    assert.equal(await sync(three), '3/03/00')
    assert.equal(await sync(reader), 'GOOD')
  })

  it('to each session of an initiator', async () => {
    const { nexuses, login } = await failingDisk('one', 'one')
    const [here, there] = nexuses
    const reader = login('one')
    assert.equal(await sync(here), '3/03/00')
    assert.equal(await sync(there), '3/03/00')
    assert.equal(await sync(reader), 'GOOD')
  })

  it('to an initiator that was not told before its session ended, in its next', async () => {
    const { lu, nexuses, login } = await failingDisk('one', 'two')
    const [one, two] = nexuses
    assert.equal(await sync(one), '3/03/00')
    lu.detach(two.luns.get(0)!)
    assert.equal(await sync(login('two')), '3/03/00')
  })

  it('also to who went away with data not flushed, when it comes back', async () => {
    const { lu, nexuses, login } = await failingDisk('one', 'two')
    const [one, two] = nexuses
    lu.detach(two.luns.get(0)!)
    assert.equal(await sync(one), '3/03/00')
    assert.equal(await sync(login('two')), '3/03/00')
  })

  it('but not to who went away after a good one', async () => {
    const { lu, nexuses, login } = await failingDisk('one', 'two')
    const [one, two] = nexuses
    await sync(one)
    await sync(two)
    lu.detach(two.luns.get(0)!)
    await sync(one)
    lu.store!.flush = () => Promise.reject(systemError('EIO', 'fdatasync'))
    assert.equal(await sync(one), '3/03/00')
    lu.store!.flush = () => {}
    assert.equal(await sync(login('two')), 'GOOD')
  })

  it('is found in time: those who went away are not remembered without end', async () => {
    const { lu, login } = await failingDisk()
    let flushes = 0
    lu.store!.flush = () => void flushes++
    for (let n = 0; n < 2000; n++) {
      const nexus = login(`host ${n}`)
      await send(nexus, WRITE, block)
      lu.detach(nexus.luns.get(0)!)
    }
    assert.equal(flushes, 2)
  })

  it('is one, however many waited for it', async () => {
    const { lu, nexuses } = await failingDisk('one', 'two')
    const failed = Promise.reject<void>(systemError('EIO', 'fdatasync'))
    failed.catch(() => {})
    lu.store!.flush = () => failed
    assert.deepEqual(await Promise.all(nexuses.map((nexus) => sync(nexus))), ['3/03/00', '3/03/00'])
    lu.store!.flush = () => {}
    assert.deepEqual(await Promise.all(nexuses.map((nexus) => sync(nexus))), ['GOOD', 'GOOD'])
  })

  it('on the way out of a store is one too', async () => {
    const { lu, nexuses } = await failingDisk('one')
    const { store } = lu
    await assert.rejects(lu.closeStore(), { code: 'EIO' })
    lu.store = Object.assign(store!, { flush() {} })
    assert.equal(await sync(nexuses[0]), '3/03/00')
  })
})
