import { describe } from 'node:test'
import { initiator, vectors } from '../../support/scsi.ts'

describe('a LUN that is not mapped', () => {
  vectors(initiator(), [
    ['INQUIRY', '12 00 00 00 60 00', `GOOD 7f000600 20000000 5343535420202020 ${'00'.repeat(20)}`, 96],
    ['INQUIRY of a page', '12 01 00 00 60 00', '5/25/00', 96],
    ['REPORT LUNS', 'a0 00 00 00 00 00 00 00 00 10 00 00', 'GOOD 0000000000000000', 16],
    ['REPORT LUNS, wrong', 'a0 00 10 00 00 00 00 00 00 10 00 00', '5/24/00 CDB 2', 16],
    ['TEST UNIT READY', '00 00 00 00 00 00', '5/25/00'],
    ['READ', '28 00 00000000 00 0001 00', '5/25/00', 512],
    ['an opcode that there is not', 'ff 00 00 00 00 00', '5/25/00'],
  ])
})
