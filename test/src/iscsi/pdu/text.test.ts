import { TextRequest, TextResponse } from '../../../../src/iscsi/pdu/text.ts'
import { vector } from '../../../support/vector.ts'

vector(
  'Text Request (RFC 7143 §11.10)',
  TextRequest,
  { opcode: 4, final: true, dataSegmentLength: 16, itt: 1, ttt: 0xffffffff, cmdSN: 2, expStatSN: 3 },
  `04800000 00000010 00000000 00000000 00000001 ffffffff 00000002 00000003
   00000000 00000000 00000000 00000000`,
)

vector(
  'Text Response (RFC 7143 §11.11), cut inside a pair',
  TextResponse,
  { opcode: 0x24, final: false, more: true, itt: 1, ttt: 9, statSN: 2, expCmdSN: 3, maxCmdSN: 4 },
  `24400000 00000000 00000000 00000000 00000001 00000009 00000002 00000003
   00000004 00000000 00000000 00000000`,
)
