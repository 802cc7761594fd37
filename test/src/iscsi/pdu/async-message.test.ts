import { AsyncMessage } from '../../../../src/iscsi/pdu/async-message.ts'
import { vector } from '../../../support/vector.ts'

vector(
  'Asynchronous Message (RFC 7143 §11.9), logout requested',
  AsyncMessage,
  {
    opcode: 0x32,
    final: true,
    itt: 0xffffffff,
    statSN: 2,
    expCmdSN: 3,
    maxCmdSN: 4,
    asyncEvent: 1,
    parameter3: 3,
  },
  `32800000 00000000 00000000 00000000 ffffffff 00000000 00000002 00000003
   00000004 01000000 00000003 00000000`,
)
