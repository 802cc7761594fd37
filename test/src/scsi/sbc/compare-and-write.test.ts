import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileDisk, initiator, send, vectors } from '../../../support/scsi.ts'

const old = '00'.repeat(512)
const fresh = '11'.repeat(512)
const other = '22'.repeat(512)

describe('COMPARE AND WRITE', () => {
  const nexus = fileDisk().then((lu) => initiator(lu))
  vectors(nexus, [
    ['what is there', '89 00 0000000000000002 000000 01 00 00', 'GOOD', `${old}${fresh}`],
    ['takes its place', '28 00 00000002 00 0001 00', `GOOD ${fresh}`, 512],
    ['what is not there', '89 00 0000000000000002 000000 01 00 00', 'e/1d/00', `${old}${other}`],
    ['leaves it', '28 00 00000002 00 0001 00', `GOOD ${fresh}`, 512],
    ['nothing', '89 00 0000000000000000 000000 00 00 00', 'GOOD'],
    ['nothing, with data', '89 00 0000000000000000 000000 00 00 00', '5/24/00 CDB 13', old],
    ['none of the data', '89 00 0000000000000000 000000 01 00 00', '5/49/00'],
    ['half of the data', '89 00 0000000000000000 000000 01 00 00', '5/24/00 CDB 13', old],
    ['beyond the end', '89 00 0000000000000800 000000 01 00 00', '5/21/00', `${old}${old}`],
    ['WRPROTECT', '89 20 0000000000000000 000000 01 00 00', '5/24/00 CDB 1.5', `${old}${old}`],
  ])

  it('says where the first difference is', async () => {
    const out = Buffer.alloc(2048)
    out[513] = 1
    const { sense } = await send(await nexus, '89 00 0000000000000008 000000 02 00 00', { out })
    assert.equal(sense, `f0000e ${'00000201'} 0a 00000000 1d00 0000 0000`.replaceAll(' ', ''))
  })

  it('and in descriptor format', async () => {
    const lu = await fileDisk()
    lu.modes.current.dSense = 1
    const { sense } = await send(initiator(lu), '89 00 0000000000000008 000000 01 00 00', {
      out: Buffer.alloc(1024, 1),
    })
    assert.equal(sense, '720e1d000000000c 000a8000 0000000000000000'.replaceAll(' ', ''))
  })
})
