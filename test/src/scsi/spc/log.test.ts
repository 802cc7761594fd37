import { describe } from 'node:test'
import { disk, initiator, vectors } from '../../../support/scsi.ts'

describe('log pages', () => {
  vectors(initiator(disk()), [
    ['LOG SENSE', '4d 00 40 00 00 00 00 00 ff 00', '5/24/00 CDB 2.0', 255],
    ['LOG SELECT', '4c 02 00 00 00 00 00 00 00 00', '5/24/00 CDB 2.0'],
  ])
})
