import { describe } from 'node:test'
import { DEVICE_TYPE } from '../../../../src/scsi/logical-unit.ts'
import { disk, initiator, vectors } from '../../../support/scsi.ts'

const zeros = (count: number) => '00'.repeat(count)

describe('READ CAPACITY', () => {
  const flat = disk({ blockSize: 4096, thinProvisioned: true })
  const plain = disk()
  plain.lbPerPbExp = false
  vectors(initiator(disk(), flat, plain, disk({}, 2 ** 42)), [
    ['(10)', '25 00 00000000 0000 00 00', 'GOOD 0001ffff 00000200', 8],
    ['(10) with an address', '25 00 00000005 0000 00 00', '5/24/00 CDB 2', 8],
    ['(10) with an address and PMI', '25 00 00000005 0000 01 00', 'GOOD 0001ffff 00000200', 8],
    ['(10) of 4 TiB', '25 00 00000000 0000 00 00', 'GOOD ffffffff 00000200', { alloc: 8, lun: 3 }],
    ['(16)', '9e 10 0000000000000000 00000020 00 00', `GOOD 000000000001ffff 00000200 0003 ${zeros(18)}`, 32],
    [
      '(16) thin, 4096',
      '9e 10 0000000000000000 00000020 00 00',
      `GOOD 0000000000003fff 00001000 00008000 ${zeros(16)}`,
      { alloc: 32, lun: 1 },
    ],
    [
      '(16) without exponent',
      '9e 10 0000000000000000 0000000e 00 00',
      'GOOD 000000000001ffff 00000200 0000',
      { alloc: 14, lun: 2 },
    ],
    ['(16) with an address', '9e 10 0000000100000000 00000020 00 00', '5/24/00 CDB 2', 32],
    [
      '(16) with much room',
      '9e 10 0000000000000000 00001000 00 00',
      `GOOD 000000000001ffff 00000200 0003 ${zeros(18)}`,
      4096,
    ],
    ['another service action', '9e 00 0000000000000000 00000020 00 00', '5/24/00 CDB 1.0', 32],
  ])

  vectors(initiator(disk({}, 0)), [
    ['(10) of no blocks', '25 00 00000000 0000 00 00', 'GOOD ffffffff 00000200', 8],
    ['(16) of no blocks', '9e 10 0000000000000000 0000000c 00 00', 'GOOD ffffffffffffffff 00000200', 12],
  ])

  vectors(initiator(disk({ type: DEVICE_TYPE.CDROM, blockSize: 2048 }, 0)), [
    ['of an empty drive', '25 00 00000000 0000 00 00', '2/3a/00', 8],
  ])
})
