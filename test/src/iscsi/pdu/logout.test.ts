import { LogoutRequest, LogoutResponse } from '../../../../src/iscsi/pdu/logout.ts'
import { vector } from '../../../support/vector.ts'

vector(
  'Logout Request (RFC 7143 §11.14)',
  LogoutRequest,
  { opcode: 6, final: true, reason: 1, itt: 1, cid: 2, cmdSN: 3, expStatSN: 4 },
  `06810000 00000000 00000000 00000000 00000001 00020000 00000003 00000004
   00000000 00000000 00000000 00000000`,
)

vector(
  'Logout Response (RFC 7143 §11.15)',
  LogoutResponse,
  {
    opcode: 0x26,
    final: true,
    response: 0,
    itt: 1,
    statSN: 2,
    expCmdSN: 3,
    maxCmdSN: 4,
    time2Wait: 5,
    time2Retain: 6,
  },
  `26800000 00000000 00000000 00000000 00000001 00000000 00000002 00000003
   00000004 00000000 00050006 00000000`,
)
