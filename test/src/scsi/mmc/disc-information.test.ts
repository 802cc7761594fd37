import { describe } from 'node:test'
import { cdrom, initiator, vectors } from '../../../support/scsi.ts'

const zeros = (count: number) => '00'.repeat(count)

describe('the disc and its mechanism', () => {
  vectors(initiator(cdrom(2048 * 100), cdrom(0)), [
    ['READ DISC INFORMATION', '51 00 00 00 00 00 00 00 ff 00', `GOOD 00200e01 01010120 ${zeros(26)}`, 255],
    [
      'READ TRACK INFORMATION',
      '52 01 00000001 00 00 ff 00',
      `GOOD 0022 0101 000401 ${zeros(17)} 00000064 ${zeros(8)}`,
      255,
    ],
    ['MECHANISM STATUS', 'bd 00 00 00 00 00 00 00 00 ff 00 00', `GOOD ${zeros(8)}`, 255],
    ['SET CD SPEED', 'bb 00 ff ff ff ff 00 00 00 00 00 00', 'GOOD'],
    ['no disc, no information', '51 00 00 00 00 00 00 00 ff 00', '2/3a/00', { alloc: 255, lun: 1 }],
    ['but a mechanism', 'bd 00 00 00 00 00 00 00 00 ff 00 00', `GOOD ${zeros(8)}`, { alloc: 255, lun: 1 }],
    ['READ(6) of a block', '08 00 00 00 01 00', `GOOD ${zeros(2048)}`, 2048],
    ['WRITE', '2a 00 00000000 00 0000 00', '7/27/00'],
  ])
})
