import { describe } from 'node:test'
import { fileDisk, initiator, vectors } from '../../../support/scsi.ts'

const GET = (lba: string, allocation = '00000100') => `9e 12 ${lba.padStart(16, '0')} ${allocation} 00 00`
const descriptor = (lba: number, blocks: number, status: number) =>
  `${lba.toString(16).padStart(16, '0')}${blocks.toString(16).padStart(8, '0')}0${status}000000`

/** 64 KiB in the middle of 1 MiB are data. */
async function mapped(thinProvisioned: boolean) {
  const lu = await fileDisk({ thinProvisioned })
  await lu.store!.writeFrom([Buffer.alloc(65536, 1)], 262144)
  return initiator(lu)
}

describe('GET LBA STATUS', () => {
  vectors(mapped(true), [
    [
      'data between holes',
      GET('0'),
      `GOOD 00000034 00000000 ${descriptor(0, 512, 1)}${descriptor(512, 128, 0)}${descriptor(640, 1408, 1)}`,
      256,
    ],
    [
      'from the middle of a run',
      GET('201', '00000018'),
      `GOOD 00000014 00000000 ${descriptor(513, 127, 0)}`,
      24,
    ],
    ['cut', GET('0', '00000004'), 'GOOD 00000014', 4],
    ['beyond the end', GET('800'), '5/21/00', 256],
    ['far beyond', GET('ffffffffffffffff'), '5/21/00', 256],
  ])
  vectors(mapped(false), [
    ['a thick disk is all mapped', GET('0'), `GOOD 00000014 00000000 ${descriptor(0, 2048, 0)}`, 256],
  ])
})
