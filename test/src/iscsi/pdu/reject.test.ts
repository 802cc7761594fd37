import { Reject } from '../../../../src/iscsi/pdu/reject.ts'
import { vector } from '../../../support/vector.ts'

vector(
  'Reject (RFC 7143 §11.17), protocol error',
  Reject,
  {
    opcode: 0x3f,
    final: true,
    reason: 4,
    dataSegmentLength: 48,
    itt: 0xffffffff,
    statSN: 2,
    expCmdSN: 3,
    maxCmdSN: 4,
  },
  `3f800400 00000030 00000000 00000000 ffffffff 00000000 00000002 00000003
   00000004 00000000 00000000 00000000`,
)
