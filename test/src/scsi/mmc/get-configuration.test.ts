import { describe } from 'node:test'
import { cdrom, initiator, vectors } from '../../../support/scsi.ts'

const MIB = 1 << 20

describe('GET CONFIGURATION', () => {
  vectors(initiator(cdrom(700 * MIB), cdrom(4000 * MIB), cdrom(0)), [
    [
      'current profile: CD-ROM',
      '46 02 00 00 00 00 00 00 14 00',
      'GOOD 00000010 0000 0008 00000308 00100000 00080100',
      20,
    ],
    [
      'current profile: DVD-ROM',
      '46 02 00 00 00 00 00 00 14 00',
      'GOOD 00000010 0000 0010 00000308 00100100 00080000',
      { alloc: 20, lun: 1 },
    ],
    [
      'no profile without a medium',
      '46 02 00 00 00 00 00 00 08 00',
      'GOOD 00000010 0000 0000',
      { alloc: 8, lun: 2 },
    ],
    ['one feature', '46 02 00 03 00 00 00 00 ff 00', 'GOOD 0000000c 0000 0008 00030304 29000000', 255],
    [
      'from a feature on, current ones',
      '46 01 00 1e 00 00 00 00 ff 00',
      'GOOD 00000014 0000 0008 001e0904 00000000 01000300 01050300',
      255,
    ],
    ['a feature that there is not', '46 02 12 34 00 00 00 00 ff 00', 'GOOD 00000004 0000 0008', 255],
    ['another request', '46 03 00 00 00 00 00 00 ff 00', '5/24/00 CDB 1.1', 255],
  ])
})
