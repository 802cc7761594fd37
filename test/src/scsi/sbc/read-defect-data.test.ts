import { describe } from 'node:test'
import { fileDisk, initiator, vectors } from '../../../support/scsi.ts'

describe('READ DEFECT DATA', () => {
  vectors(
    fileDisk().then((lu) => initiator(lu)),
    [
      ['(10)', '37 00 1d 00 00 00 00 00 ff 00', 'GOOD 001d0000', 255],
      ['(12)', 'b7 0d 00 00 00 00 00 00 00 ff 00 00', 'GOOD 000d0000 00000000', 255],
    ],
  )
})
