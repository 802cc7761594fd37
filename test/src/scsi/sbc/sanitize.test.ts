import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { execute } from '../../../../src/scsi/execute.ts'
import { abortTask, logicalUnitReset } from '../../../../src/scsi/task-management.ts'
import { fileDisk, initiator, said, send, taskFor, vectors } from '../../../support/scsi.ts'
import { unsentWrite } from '../../../support/unsent-write.ts'

const BLOCK_ERASE = '48 02 00 00 00 00 00 00 00 00'
const READY = '00 00 00 00 00 00'
const allowed = { extensions: { sanitize: true } }

describe('SANITIZE', () => {
  vectors(
    fileDisk(allowed).then((lu) => initiator(lu)),
    [
      ['something to lose', '2a 00 00000000 00 0001 00', 'GOOD', 'ff'.repeat(512)],
      ['an overwrite without list', '48 01 00 00 00 00 00 00 00 00', '5/24/00 CDB 7'],
      [
        'an overwrite with too long a list',
        '48 01 00 00 00 00 00 02 05 00',
        '5/24/00 CDB 7',
        '00'.repeat(517),
      ],
      ['no count', '48 01 00 00 00 00 00 00 05 00', '5/26/00 list 0.4', '00000001aa'],
      ['no pattern', '48 01 00 00 00 00 00 00 05 00', '5/26/00 list 2', '01000000aa'],
      ['an erase with a list', '48 02 00 00 00 00 00 00 04 00', '5/24/00 CDB 7', '00000000'],
      ['a cryptographic erase', '48 03 00 00 00 00 00 00 00 00', '5/24/00 CDB 1.0'],
      ['a reserved bit', '48 42 00 00 00 00 00 00 00 00', '5/24/00 CDB 1.6'],
      ['a reserved byte', '48 02 00 00 01 00 00 00 00 00', '5/24/00 CDB 4'],
      [
        'told one by one',
        'a3 0c 02 48 00 02 00 00 00 0e 00 00',
        'GOOD 0003000a 48a2 00000000 00 0000 04',
        14,
      ],
      ['exit failure mode', '48 1f 00 00 00 00 00 00 00 00', 'GOOD'],
      ['nothing is lost so far', '28 00 00000000 00 0001 00', `GOOD ${'ff'.repeat(512)}`, 512],
      ['an overwrite', '48 01 00 00 00 00 00 00 06 00', 'GOOD', '010000 02 abcd'],
      ['repeats its pattern', '28 00 000007ff 00 0001 00', `GOOD ${'abcd'.repeat(256)}`, 512],
      ['a block erase', BLOCK_ERASE, 'GOOD'],
      ['leaves zeros', '28 00 000007ff 00 0001 00', `GOOD ${'00'.repeat(512)}`, 512],
    ],
  )

  it('is no command unless it is allowed', async () => {
    assert.equal(said(await send(initiator(await fileDisk()), BLOCK_ERASE)), '5/20/00')
  })

  it('with IMMED keeps all others waiting, resets too', async () => {
    const lu = await fileDisk(allowed, 8 << 20)
    const nexus = initiator(lu)
    assert.equal(said(await send(nexus, '48 82 00 00 00 00 00 00 00 00')), 'GOOD')
    lu.reset()
    assert.equal(said(await send(nexus, READY)), '6/29/00')
    assert.equal(said(await send(nexus, READY)), '2/04/1b')
    while (lu.background !== undefined) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(said(await send(nexus, READY)), 'GOOD')
  })

  it('goes on when its command is aborted', async () => {
    const lu = await fileDisk(allowed, 8 << 20)
    const task = taskFor(initiator(lu), BLOCK_ERASE)
    const ended = Promise.resolve(execute(task))
    await new Promise((resolve) => setImmediate(resolve))
    await abortTask(task)
    await ended
    assert.notEqual(lu.background, undefined)
    while (lu.background !== undefined) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(lu.sanitizeFailed, false)
  })

  it('erases what writes that are under way bring, whatever is reset meanwhile', async () => {
    const lu = await fileDisk(allowed)
    const nexus = initiator(lu)
    const { write, sent } = unsentWrite(lu, 9)
    assert.equal(said(await send(nexus, '48 82 00 00 00 00 00 00 00 00')), 'GOOD')
    const reset = logicalUnitReset(lu)
    await new Promise((resolve) => setImmediate(resolve))
    assert.notEqual(lu.background, undefined)
    sent()
    await Promise.all([write, reset])
    while (lu.background !== undefined) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(said(await send(nexus, READY)), '6/29/00')
    assert.equal((await send(nexus, '28 00 00000000 00 0001 00', { alloc: 512 })).data, '00'.repeat(512))
  })

  it('does not begin when it is aborted while others are under way', async () => {
    const lu = await fileDisk(allowed)
    const nexus = initiator(lu)
    const { write, sent } = unsentWrite(lu, 9)
    const task = taskFor(nexus, BLOCK_ERASE)
    const ended = execute(task)
    await abortTask(task)
    await ended
    sent()
    await write
    assert.equal(lu.background, undefined)
    assert.equal((await send(nexus, '28 00 00000000 00 0001 00', { alloc: 512 })).data, '09'.repeat(512))
  })

  it('that failed leaves nothing to read until one does not', async () => {
    const lu = await fileDisk(allowed)
    const nexus = initiator(lu)
    const { store } = lu
    const write = store!.writeFrom.bind(store)
    store!.writeFrom = () => {
      throw Object.assign(new Error('EIO'), { code: 'EIO' })
    }
    assert.equal(said(await send(nexus, BLOCK_ERASE)), '3/31/03')
    assert.equal(said(await send(nexus, READY)), '3/31/03')
    store!.writeFrom = write
    assert.equal(said(await send(nexus, BLOCK_ERASE)), 'GOOD')
    assert.equal(said(await send(nexus, READY)), 'GOOD')
  })
})
