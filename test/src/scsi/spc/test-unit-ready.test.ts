import { describe } from 'node:test'
import { DEVICE_TYPE } from '../../../../src/scsi/logical-unit.ts'
import { disk, initiator, vectors } from '../../../support/scsi.ts'

describe('TEST UNIT READY', () => {
  vectors(initiator(disk(), disk({ type: DEVICE_TYPE.CDROM }, 0)), [
    ['a disk', '00 00 00 00 00 00', 'GOOD'],
    ['reserved and vendor bits', '00 ff ff ff ff c0', 'GOOD'],
    ['LINK', '00 00 00 00 00 01', '5/24/00 CDB 5.0'],
    ['a drive without a disc', '00 00 00 00 00 00', '2/3a/00', { lun: 1 }],
    ['a LUN that is not mapped', '00 00 00 00 00 00', '5/25/00', { lun: 2 }],
  ])
})
