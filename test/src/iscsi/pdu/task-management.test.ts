import { TaskManagementRequest, TaskManagementResponse } from '../../../../src/iscsi/pdu/task-management.ts'
import { vector } from '../../../support/vector.ts'

vector(
  'Task Management Function Request (RFC 7143 §11.5), ABORT TASK',
  TaskManagementRequest,
  {
    opcode: 2,
    immediate: true,
    final: true,
    function: 1,
    itt: 7,
    rtt: 6,
    cmdSN: 5,
    expStatSN: 4,
    refCmdSN: 3,
  },
  `42810000 00000000 00000000 00000000 00000007 00000006 00000005 00000004
   00000003 00000000 00000000 00000000`,
)

vector(
  'Task Management Function Response (RFC 7143 §11.6)',
  TaskManagementResponse,
  { opcode: 0x22, final: true, response: 255, itt: 7, statSN: 1, expCmdSN: 2, maxCmdSN: 3 },
  `2280ff00 00000000 00000000 00000000 00000007 00000000 00000001 00000002
   00000003 00000000 00000000 00000000`,
)
