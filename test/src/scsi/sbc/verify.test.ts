import { describe } from 'node:test'
import { NullStore } from '../../../../src/core/stores/null.ts'
import { disk, fileDisk, initiator, vectors } from '../../../support/scsi.ts'

const block = (byte: string) => byte.repeat(512)

async function written() {
  const lu = await fileDisk()
  await lu.store!.writeFrom([Buffer.alloc(1024, 0x11)], 0)
  return initiator(lu)
}

describe('VERIFY', () => {
  vectors(written(), [
    ['the medium', '2f 00 00000000 00 0002 00', 'GOOD'],
    ['every byte', '2f 02 00000000 00 0002 00', 'GOOD', block('11').repeat(2)],
    ['a byte that differs', '2f 02 00000001 00 0002 00', 'e/1d/00', block('11').repeat(2)],
    ['BYTCHK 10b', '2f 04 00000000 00 0001 00', '5/24/00 CDB 1.2', block('11')],
    ['one block against all', 'af 06 00000000 00000002 00 00', 'GOOD', block('11')],
    ['one block against one that differs', '8f 06 0000000000000000 00000003 00 00', 'e/1d/00', block('11')],
    ['every byte, none sent', '2f 02 00000000 00 0001 00', '5/49/00'],
    ['part of a block sent', '2f 02 00000000 00 0002 00', '5/0e/03', block('11').slice(2)],
    ['one block, part of it sent', '2f 06 00000000 00 0002 00', '5/0e/03', block('11').slice(2)],
    ['as many blocks as are sent', '2f 02 00000000 00 0003 00', 'GOOD', block('11').repeat(2)],
    ['nothing', '2f 02 00000000 00 0000 00', 'GOOD'],
    ['beyond the end', '2f 00 00000800 00 0001 00', '5/21/00'],
    ['VRPROTECT', '2f 20 00000000 00 0001 00', '5/24/00 CDB 1.5'],
  ])

  const nothing = disk({ volatile: true })
  nothing.store = new NullStore(nothing.size)
  vectors(initiator(nothing), [
    ['a null device agrees with everything', '2f 02 00000000 00 0001 00', 'GOOD', block('ff')],
  ])
})
