import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { disk, initiator, send, vectors } from '../../support/scsi.ts'

describe('commands that are known and not executed', () => {
  vectors(initiator(disk(), disk({ readOnly: true })), [
    ['SEEK', '2b 00 00000000 00 0000 00', '5/20/00'],
    ['SEEK beyond the end', '2b 00 ffffffff 00 0000 00', '5/21/00'],
    ['REASSIGN BLOCKS of a disk that may only be read', '07 00 00 00 00 00', '7/27/00', { lun: 1 }],
    ['READ(32)', '7f 00 00 00 00 00 00 18 00 09', '5/20/00'],
  ])

  it('take their data before they are refused', async () => {
    const { residual } = await send(initiator(disk()), '3b 02 00 000000 000004 00', {
      out: Buffer.alloc(512),
    })
    assert.equal(residual, 508)
  })
})
