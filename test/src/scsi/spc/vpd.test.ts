import { describe } from 'node:test'
import { NullStore } from '../../../../src/core/stores/null.ts'
import { DEVICE_TYPE } from '../../../../src/scsi/logical-unit.ts'
import { disk, initiator, vectors } from '../../../support/scsi.ts'

const zeros = (count: number) => '00'.repeat(count)

describe('vital product data of a thick disk', () => {
  vectors(initiator(disk()), [
    ['00', '12 01 00 00 ff 00', 'GOOD 00000006 008083 86b0b1', 255],
    ['80', '12 01 80 00 ff 00', 'GOOD 00800008 6238666462643332', 255],
    [
      '83',
      '12 01 83 00 ff 00',
      `GOOD 0083002e 02010016 534353545f46494f 62386664626433322d6469736b31
       01140004 00000001 01020008 6238666462643332`,
      255,
    ],
    ['86', '12 01 86 00 ff 00', `GOOD 0086003c 00070101 ${zeros(56)}`, 255],
    [
      'b0',
      '12 01 b0 00 ff 00',
      `GOOD 00b0003c 01ff0008 00004000 00000400 ${zeros(20)} 0000000000080000 ${zeros(20)}`,
      255,
    ],
    ['b1', '12 01 b1 00 ff 00', `GOOD 00b1003c 3a98 ${zeros(58)}`, 255],
    ['b2', '12 01 b2 00 ff 00', '5/24/00 CDB 2', 255],
  ])
})

describe('vital product data of a thin disk of 4096-byte blocks that does not turn', () => {
  vectors(initiator(disk({ thinProvisioned: true, blockSize: 4096, rotational: false, nvCache: true })), [
    ['00', '12 01 00 00 ff 00', 'GOOD 00000007 00808386b0b1b2', 255],
    ['86: no volatile cache', '12 01 86 00 08 00', 'GOOD 0086003c 00070001', 255],
    [
      'b0',
      '12 01 b0 00 ff 00',
      `GOOD 00b0003c 01ff0001 00000800 00000080 00000000 00010000 ffffffff 00000001 00000000 0000000000010000
       ${zeros(20)}`,
      255,
    ],
    ['b1', '12 01 b1 00 06 00', 'GOOD 00b1003c0001', 255],
    ['b2', '12 01 b2 00 ff 00', 'GOOD 00b20004 00e00200', 255],
  ])
})

describe('vital product data of a disk of 1 GiB blocks', () => {
  vectors(initiator(disk({ blockSize: 2 ** 30 }, 2 ** 34)), [
    ['b0: less than a block is none', '12 01 b0 00 08 00', 'GOOD 00b0003c 01ff0001', 8],
    ['page 3f', '1a 00 3f 00 0c 00', 'GOOD 83001008 00000010 00000000', 12],
  ])
})

describe('MAXIMUM UNMAP LBA COUNT', () => {
  const storeThatDiscards = (maxDiscard: number) => {
    const lu = disk({ thinProvisioned: true })
    lu.store = Object.assign(new NullStore(lu.size), { limits: { maxDiscard } })
    return lu
  }
  const B0 = '12 01 b0 00 18 00'
  const before = '00b0003c 01ff0008 00004000 00000400 00000000'
  vectors(initiator(storeThatDiscards(2 ** 29)), [
    ['is what the store takes', B0, `GOOD ${before} 00100000`, 24],
  ])
  vectors(initiator(storeThatDiscards(2 ** 29 + 512)), [
    ['but no more than 1 Mi blocks: then as for a file', B0, `GOOD ${before} 00080000`, 24],
  ])
})

describe('vital product data of a CD-ROM', () => {
  vectors(initiator(disk({ type: DEVICE_TYPE.CDROM, blockSize: 2048 }, 0)), [
    ['00', '12 01 00 00 ff 00', 'GOOD 05000004 00808386', 255],
    ['b0', '12 01 b0 00 ff 00', '5/24/00 CDB 2', 255],
  ])
})
