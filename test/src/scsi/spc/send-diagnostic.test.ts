import { describe } from 'node:test'
import { disk, initiator, vectors } from '../../../support/scsi.ts'

describe('SEND DIAGNOSTIC', () => {
  vectors(initiator(disk()), [
    ['self-test', '1d 04 00 00 00 00', 'GOOD'],
    ['nothing', '1d 00 00 00 00 00', 'GOOD'],
    ['a page', '1d 10 00 00 04 00', '5/24/00 CDB 1', '00000000'],
  ])
})
