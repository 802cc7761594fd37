import { NopIn, NopOut } from '../../../../src/iscsi/pdu/nop.ts'
import { vector } from '../../../support/vector.ts'

vector(
  'NOP-Out (RFC 7143 §11.18)',
  NopOut,
  { opcode: 0, immediate: true, final: true, itt: 1, ttt: 0xffffffff, cmdSN: 2, expStatSN: 3 },
  `40800000 00000000 00000000 00000000 00000001 ffffffff 00000002 00000003
   00000000 00000000 00000000 00000000`,
)

vector(
  'NOP-In (RFC 7143 §11.19)',
  NopIn,
  { opcode: 0x20, final: true, itt: 0xffffffff, ttt: 8, statSN: 2, expCmdSN: 3, maxCmdSN: 4 },
  `20800000 00000000 00000000 00000000 ffffffff 00000008 00000002 00000003
   00000004 00000000 00000000 00000000`,
)
