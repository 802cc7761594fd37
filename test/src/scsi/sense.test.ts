import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  checkCondition,
  invalidField,
  invalidParameter,
  type ScsiError,
  senseData,
} from '../../../src/scsi/sense.ts'

const bytes = ({ sense, detail }: ScsiError, descriptor: boolean) =>
  senseData(sense!, detail, descriptor).toString('hex')

const VECTORS: Readonly<Record<string, { error: ScsiError; fixed: string; descriptor: string }>> = {
  'a plain code': {
    error: checkCondition('MEDIUM NOT PRESENT'),
    fixed: '70 00 02 00000000 0a 00000000 3a00 00 000000',
    descriptor: '72 02 3a 00 00 00 00 00',
  },
  'a byte of the CDB': {
    error: invalidField(2),
    fixed: '70 00 05 00000000 0a 00000000 2400 00 c00002',
    descriptor: '72 05 24 00 00 00 00 08 0206 0000 c00002 00',
  },
  'a bit of the list': {
    error: invalidParameter(300, 7),
    fixed: '70 00 05 00000000 0a 00000000 2600 00 8f012c',
    descriptor: '72 05 26 00 00 00 00 08 0206 0000 8f012c 00',
  },
  information: {
    error: checkCondition('MISCOMPARE DURING VERIFY OPERATION', { information: 258 }),
    fixed: 'f0 00 0e 00000102 0a 00000000 1d00 00 000000',
    descriptor: '72 0e 1d 00 00 00 00 0c 000a 8000 0000000000000102',
  },
  'information beyond 32 bits': {
    error: checkCondition('MISCOMPARE DURING VERIFY OPERATION', { information: 2 ** 33 }),
    fixed: '70 00 0e 00000000 0a 00000000 1d00 00 000000',
    descriptor: '72 0e 1d 00 00 00 00 0c 000a 8000 0000000200000000',
  },
  progress: {
    error: checkCondition('LOGICAL UNIT NOT READY, FORMAT IN PROGRESS', { progress: 0x1234 }),
    fixed: '70 00 02 00000000 0a 00000000 0404 00 801234',
    descriptor: '72 02 04 04 00 00 00 08 0206 0000 801234 00',
  },
  'a segment': {
    error: checkCondition('COPY ABORTED', { segment: { index: 3, byte: 10 } }),
    fixed: '70 00 0a 00000000 0a 00000003 0000 00 a0000a',
    descriptor: '72 0a 00 00 00 00 00 14 010a 0000 0000000300000000 0206 0000 a0000a 00',
  },
  'an earlier command': {
    error: checkCondition('PERIPHERAL DEVICE WRITE FAULT', { deferred: true }),
    fixed: '71 00 03 00000000 0a 00000000 0300 00 000000',
    descriptor: '73 03 03 00 00 00 00 00',
  },
}

describe('sense data', () => {
  for (const [what, { error, fixed, descriptor }] of Object.entries(VECTORS)) {
    it(`${what}, fixed`, () => assert.equal(bytes(error, false), fixed.replaceAll(' ', '')))
    it(`${what}, descriptor`, () => assert.equal(bytes(error, true), descriptor.replaceAll(' ', '')))
  }
})
