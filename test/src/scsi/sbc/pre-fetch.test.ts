import { describe } from 'node:test'
import { fileDisk, initiator, vectors } from '../../../support/scsi.ts'

describe('PRE-FETCH', () => {
  vectors(
    fileDisk().then((lu) => initiator(lu)),
    [
      ['(10)', '34 00 00000000 00 0001 00', 'GOOD'],
      ['(16), IMMED, to the end', '90 02 0000000000000001 00000000 00 00', 'GOOD'],
      ['beyond the end', '34 00 000007ff 00 0002 00', '5/21/00'],
    ],
  )
})
