import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { execute } from '../../../../src/scsi/execute.ts'
import { abortTask } from '../../../../src/scsi/task-management.ts'
import { fileDisk, initiator, said, send, taskFor, vectors } from '../../../support/scsi.ts'

const FORMAT = '04 00 00 00 00 00'
const FORMAT_WITH_LIST = '04 10 00 00 00 00'

describe('FORMAT UNIT', () => {
  vectors(
    fileDisk().then((lu) => initiator(lu)),
    [
      ['plain', FORMAT, 'GOOD'],
      ['with a header', FORMAT_WITH_LIST, 'GOOD', '00000000'],
      ['with protection, without list', '04 80 00 00 00 00', '5/24/00 CDB 1.6'],
      ['with protection', '04 90 00 00 00 00', '5/24/00 CDB 1.6', '00000000'],
      ['less than a header', FORMAT_WITH_LIST, '5/1a/00', '0000'],
      ['initialization pattern', FORMAT_WITH_LIST, '5/26/00 list 1.3', '00080000'],
      ['protection field usage', FORMAT_WITH_LIST, '5/26/00 list 0.0', '01000000'],
      ['FMTPINFO that is reserved', '04 50 00 00 00 00', '5/26/00 list 0.0', '00000000'],
      ['type 3', '04 d0 00 00 00 00', '5/24/00 CDB 1.6', '01000000'],
      ['long list, short header', '04 30 00 00 00 00', '5/24/00 CDB 1.5', '00000000'],
      ['protection interval', '04 30 00 00 00 00', '5/26/00 list 3.4', '0000000100000000'],
    ],
  )

  const kept = async (options: Parameters<typeof fileDisk>[0], cdb: string, out?: Buffer) => {
    const lu = await fileDisk(options)
    const nexus = initiator(lu)
    await send(nexus, '2a 00 00000000 00 0001 00', { out: Buffer.alloc(512, 9) })
    assert.equal(said(await send(nexus, cdb, out === undefined ? {} : { out })), 'GOOD')
    const { data } = await send(nexus, '28 00 00000000 00 0001 00', { alloc: 512 })
    return data.slice(0, 2)
  }

  it('empties thin disks; thick ones only where that is wanted', async () => {
    assert.equal(await kept({ thinProvisioned: true }, FORMAT), '00')
    assert.equal(await kept({}, FORMAT), '09')
    assert.equal(await kept({ extensions: { formatWritesZeros: true } }, FORMAT), '00')
  })

  it('ends with an abort', async () => {
    for (const options of [{ extensions: { formatWritesZeros: true } }, { thinProvisioned: true }]) {
      const lu = await fileDisk(options, 2 ** 32)
      const nexus = initiator(lu)
      const end = '007fffff'
      await send(nexus, `2a 00 ${end} 00 0001 00`, { out: Buffer.alloc(512, 9) })
      const task = taskFor(nexus, FORMAT)
      const formatted = execute(task)
      await new Promise((resolve) => setImmediate(resolve))
      await abortTask(task)
      await formatted
      assert.equal(lu.background, undefined)
      const { data } = await send(nexus, `28 00 ${end} 00 0001 00`, { alloc: 512 })
      assert.equal(data.slice(0, 2), '09')
    }
  })

  it('with IMMED goes on behind its status', async () => {
    const lu = await fileDisk({ extensions: { formatWritesZeros: true } }, 4 << 20)
    const nexus = initiator(lu)
    assert.equal(said(await send(nexus, FORMAT_WITH_LIST, { out: Buffer.from([0, 2, 0, 0]) })), 'GOOD')
    assert.equal(said(await send(nexus, '00 00 00 00 00 00')), '2/04/04')
    assert.equal(said(await send(nexus, '12 00 00 00 01 00', { alloc: 1 })), 'GOOD 00')
    while (lu.background !== undefined) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(said(await send(nexus, '00 00 00 00 00 00')), 'GOOD')
  })
})
