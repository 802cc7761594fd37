import assert from 'node:assert/strict'
import { it } from 'node:test'
import { transfer6, transfer10, transfer12, transfer16 } from '../../../../src/scsi/sbc/cdb.ts'

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')

it('the four sizes of a media CDB', () => {
  const six = transfer6.view(bytes('08 ff ffff 00 00'))
  assert.deepEqual([six.lba, six.blocks], [0x1fffff, 256])
  for (const [cdb, layout] of [
    ['28 e8 01020304 00 0506 00', transfer10],
    ['a8 e8 01020304 00000506 00 00', transfer12],
    ['88 e8 0000000001020304 00000506 00 00', transfer16],
  ] as const) {
    const { protect, fua, lba, blocks } = layout.view(bytes(cdb))
    assert.deepEqual([protect, fua, lba, blocks], [7, true, 0x01020304, 0x0506])
  }
})
