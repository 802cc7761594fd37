import { describe } from 'node:test'
import { cdrom, initiator, vectors } from '../../../support/scsi.ts'

describe('READ TOC', () => {
  vectors(initiator(cdrom(2048 * 10000), cdrom(0)), [
    ['all', '43 00 00 00 00 00 00 00 ff 00', 'GOOD 0012 0101 0014010000000000 0014aa0000002710', 255],
    ['track 1', '43 00 00 00 00 00 01 00 ff 00', 'GOOD 0012 0101 0014010000000000 0014aa0000002710', 255],
    ['the lead-out', '43 00 00 00 00 00 aa 00 ff 00', 'GOOD 000a 0101 0014aa0000002710', 255],
    [
      'in minutes, seconds and frames',
      '43 02 00 00 00 00 00 00 ff 00',
      'GOOD 0012 0101 0014010000000200 0014aa0000020f19',
      255,
    ],
    ['sessions', '43 00 01 00 00 00 00 00 ff 00', 'GOOD 000a 0101 0014010000000000', 255],
    ['track 2', '43 00 00 00 00 00 02 00 ff 00', '5/24/00 CDB 6', 255],
    ['a session that there is not', '43 00 01 00 00 00 01 00 ff 00', '5/24/00 CDB 6', 255],
    ['another format', '43 00 02 00 00 00 00 00 ff 00', '5/24/00 CDB 2.5', 255],
    ['of an empty drive', '43 00 00 00 00 00 00 00 ff 00', '2/3a/00', { alloc: 255, lun: 1 }],
  ])
})
