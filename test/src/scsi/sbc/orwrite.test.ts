import { describe } from 'node:test'
import { fileDisk, initiator, vectors } from '../../../support/scsi.ts'

const block = (byte: string) => byte.repeat(512)

describe('ORWRITE(16)', () => {
  vectors(
    fileDisk().then((lu) => initiator(lu)),
    [
      ['onto zeros', '8b 00 0000000000000000 00000002 00 00', 'GOOD', block('0f0f')],
      ['onto bits', '8b 00 0000000000000001 00000001 00 00', 'GOOD', block('f1')],
      ['adds up', '28 00 00000000 00 0003 00', `GOOD ${block('0f')}${block('ff')}${block('00')}`, 1536],
      ['WRPROTECT', '8b 20 0000000000000000 00000001 00 00', '5/24/00 CDB 1.5', block('00')],
      ['beyond the end', '8b 00 0000000000000800 00000001 00 00', '5/21/00', block('00')],
    ],
  )
})
