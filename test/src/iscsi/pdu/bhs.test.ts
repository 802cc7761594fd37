import assert from 'node:assert/strict'
import { it } from 'node:test'
import { AHS, padded, Request, Response } from '../../../../src/iscsi/pdu/bhs.ts'
import { vector } from '../../../support/vector.ts'

it('segments are padded to words (RFC 7143 §11.1)', () => {
  assert.deepEqual([0, 1, 4, 5].map(padded), [0, 4, 4, 8])
})

vector(
  'a request of any kind (RFC 7143 §11.2.1)',
  Request,
  {
    immediate: true,
    opcode: 0x3f,
    totalAHSLength: 2,
    dataSegmentLength: 0xfffefd,
    itt: 1,
    cmdSN: 2,
    expStatSN: 3,
  },
  `7f000000 02fffefd 00000000 00000000 00000001 00000000 00000002 00000003
   00000000 00000000 00000000 00000000`,
)

vector(
  'a response of any kind (RFC 7143 §11.4.9 to §11.4.11)',
  Response,
  { opcode: 0x21, statSN: 1, expCmdSN: 2, maxCmdSN: 3 },
  `21000000 00000000 00000000 00000000 00000000 00000000 00000001 00000002
   00000003 00000000 00000000 00000000`,
)

vector('an additional header segment (RFC 7143 §11.2.2)', AHS, { length: 17, type: 1 }, '00110100')
