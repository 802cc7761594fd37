import { describe } from 'node:test'
import { DEVICE_TYPE } from '../../../../src/scsi/logical-unit.ts'
import { disk, initiator, vectors } from '../../../support/scsi.ts'

const identity = '534353545f46494f 6469736b312020202020202020202020 33313130'
const filler = '00'.repeat(22)

describe('INQUIRY of a disk', () => {
  vectors(initiator(disk()), [
    [
      'standard data',
      '12 00 00 00 60 00',
      `GOOD 00000622 3d081002 ${identity} ${filler} 008b 0960 0463 04c0`,
      96,
    ],
    ['cut at the allocation length', '12 00 00 00 05 00', 'GOOD 000006223d', 96],
    ['no allocation', '12 00 00 00 00 00', 'GOOD'],
    ['a page without EVPD', '12 00 80 00 60 00', '5/24/00 CDB 2', 96],
    ['CMDDT', '12 02 00 00 60 00', '5/24/00 CDB 1.1', 96],
    ['reserved bits', '12 fc 00 00 05 00', 'GOOD 000006223d', 96],
    ['EVPD, unknown page', '12 01 99 00 60 00', '5/24/00 CDB 2', 96],
  ])
})

describe('INQUIRY of a CD-ROM', () => {
  const cdrom = disk({ type: DEVICE_TYPE.CDROM, removable: true, blockSize: 2048 }, 0)
  vectors(initiator(cdrom), [
    ['standard data', '12 00 00 00 60 00', `GOOD 05800622 3b081002 ${identity} ${filler} 008b 0960 0463`, 96],
  ])
})

describe('INQUIRY with vendor specific text', () => {
  const short = disk()
  short.identity.inqVendSpecific = 'short'
  const long = disk()
  long.identity.inqVendSpecific = 'x'.repeat(21)
  const head = `${identity} 73686f7274${'00'.repeat(17)} 008b096004630 4c0`.replaceAll(' ', '')
  vectors(initiator(short, long), [
    ['up to 20 bytes stand at 36', '12 00 00 00 60 00', `GOOD 000006223d081002${head}`, 96],
    [
      'a longer one at 96',
      '12 00 00 00 ff 00',
      `GOOD 0000062270081002 ${identity} ${filler} 008b096004630 4c0 ${'00'.repeat(30)} ${'78'.repeat(21)}`,
      { alloc: 255, lun: 1 },
    ],
  ])
})

describe('INQUIRY of a dummy', () => {
  vectors(initiator(disk({ dummy: true })), [['no peripheral', '12 00 00 00 01 00', 'GOOD 3f', 96]])
})
