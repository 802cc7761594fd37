import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ITLNexus } from '../../../../src/scsi/itl-nexus.ts'
import { DEVICE_TYPE } from '../../../../src/scsi/logical-unit.ts'
import { disk, initiator, memoryFile, said, send, vectors } from '../../../support/scsi.ts'

const zeros = (count: number) => '00'.repeat(count)

describe('MODE SENSE of a disk', () => {
  vectors(initiator(disk({ savedModes: memoryFile() })), [
    [
      'caching, current',
      '1a 00 08 00 ff 00',
      `GOOD 1f001008 00020000 00000200 881204 ${zeros(9)} 8014 ${zeros(6)}`,
      255,
    ],
    ['caching, changeable', '1a 08 48 00 ff 00', `GOOD 17001000 881204 ${zeros(17)}`, 255],
    [
      'caching, MODE SENSE(10)',
      '5a 08 08 00 00 00 00 00 ff 00',
      `GOOD 001a0010 00000000 881204 ${zeros(9)} 8014 ${zeros(6)}`,
      255,
    ],
    ['control', '1a 08 0a 00 ff 00', 'GOOD 0f001000 8a0a 20100000 00000000 024b', 255],
    ['control, changeable', '1a 08 4a 00 ff 00', 'GOOD 0f001000 8a0a 1cf60840 000000000000', 255],
    ['error recovery', '1a 08 01 00 ff 00', 'GOOD 0f001000 010ac001 00000000 0100ffff', 255],
    ['disconnect', '1a 08 02 00 ff 00', `GOOD 13001000 020e8080 000a ${zeros(10)}`, 255],
    ['format', '1a 08 03 00 ff 00', `GOOD 1b001000 0316 ${zeros(8)} 00380200 ${zeros(6)} 40000000`, 255],
    ['geometry', '1a 08 04 00 ff 00', `GOOD 1b001000 0416 00000a ff ${zeros(14)} 3a980000`, 255],
    ['informational exceptions', '1a 08 1c 00 ff 00', `GOOD 0f001000 1c0a08 ${zeros(9)}`, 255],
    ['all pages, cut', '1a 08 3f 00 05 00', 'GOOD 7b001000 01', 255],
    ['saved', '1a 08 ca 00 ff 00', 'GOOD 0f001000 8a0a 20100000 00000000 024b', 255],
    ['a page that there is not', '1a 08 19 00 ff 00', '5/24/00 CDB 2.0', 255],
    ['a subpage', '1a 08 0a 01 ff 00', '5/24/00 CDB 3', 255],
    ['no allocation', '1a 08 0a 00 00 00', 'GOOD'],
  ])
})

describe('MODE SENSE elsewhere', () => {
  const cdrom = disk({ type: DEVICE_TYPE.CDROM, readOnly: true, blockSize: 2048 }, 0)
  const nv = disk({ nvCache: true })
  const through = disk({ writeThrough: true })
  const nothing = disk({ volatile: true, writeThrough: true })
  vectors(initiator(cdrom, nv, through, nothing), [
    [
      'CD-ROM: all pages',
      '1a 08 3f 00 ff 00',
      `GOOD 27058000 010ac001000000000100ffff 8a0a2010000000000000024b 1c0a08${zeros(9)}`,
      255,
    ],
    ['CD-ROM: capabilities', '1a 08 2a 00 ff 00', `GOOD 17058000 2a123f00 00402b00 ${zeros(12)}`, 255],
    ['nv_cache hides the cache', '1a 08 08 00 07 00', 'GOOD 17001000 081200', { alloc: 7, lun: 1 }],
    ['write through: no cache now', '1a 08 08 00 07 00', 'GOOD 17001000 881200', { alloc: 7, lun: 2 }],
    ['write through: a cache by default', '1a 08 88 00 07 00', 'GOOD 17001000 881204', { alloc: 7, lun: 2 }],
    ['a null device has its cache always', '1a 08 08 00 07 00', 'GOOD 17001000 881204', { alloc: 7, lun: 3 }],
    ['nowhere to save', '1a 08 c8 00 07 00', '5/39/00', { alloc: 7, lun: 1 }],
  ])

  it('shows write protection of the mapping', async () => {
    const lu = disk()
    const nexus = initiator()
    nexus.luns.set(0, new ITLNexus(nexus, 0, lu, true))
    assert.equal(said(await send(nexus, '1a 08 0a 00 04 00', { alloc: 4 })), 'GOOD 0f009000')
  })
})
