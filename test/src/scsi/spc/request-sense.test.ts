import { describe } from 'node:test'
import { disk, initiator, session, vectors } from '../../../support/scsi.ts'

describe('REQUEST SENSE', () => {
  vectors(session('iqn.2026-10.test:fresh', disk()), [
    ['no allocation leaves the unit attention', '03 00 00 00 00 00', 'GOOD'],
    [
      'a pending unit attention as data',
      '03 00 00 00 ff 00',
      'GOOD 70000600 0000000a 00000000 29000000 0000',
      255,
    ],
    ['which is gone then', '00 00 00 00 00 00', 'GOOD'],
    ['nothing pending', '03 00 00 00 ff 00', 'GOOD 70000000 0000000a 00000000 00000000 0000', 255],
    ['descriptor format', '03 01 00 00 ff 00', 'GOOD 7200000000000000', 255],
    [
      'a LUN that is not mapped',
      '03 00 00 00 ff 00',
      'GOOD 70000500 0000000a 00000000 25000000 0000',
      { alloc: 255, lun: 3 },
    ],
  ])

  const busy = disk()
  busy.background = { sense: { key: 2, asc: 4, ascq: 4 }, progress: 0x8000 }
  vectors(initiator(busy), [
    ['progress of a format', '03 00 00 00 ff 00', 'GOOD 70000200 0000000a 00000000 04040080 8000', 255],
    ['to which all else waits', '00 00 00 00 00 00', '2/04/04'],
  ])
})
