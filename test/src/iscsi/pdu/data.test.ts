import { DataIn, DataOut, R2T } from '../../../../src/iscsi/pdu/data.ts'
import { vector } from '../../../support/vector.ts'

vector(
  'Data-Out (RFC 7143 §11.7)',
  DataOut,
  {
    opcode: 5,
    final: true,
    dataSegmentLength: 512,
    itt: 1,
    ttt: 2,
    expStatSN: 3,
    dataSN: 4,
    bufferOffset: 1024,
  },
  `05800000 00000200 00000000 00000000 00000001 00000002 00000000 00000003
   00000000 00000004 00000400 00000000`,
)

vector(
  'Data-In (RFC 7143 §11.7) with status and overflow',
  DataIn,
  {
    opcode: 0x25,
    final: true,
    overflow: true,
    hasStatus: true,
    dataSegmentLength: 512,
    itt: 1,
    ttt: 0xffffffff,
    statSN: 2,
    expCmdSN: 3,
    maxCmdSN: 4,
    dataSN: 5,
    bufferOffset: 6,
    residualCount: 7,
  },
  `25850000 00000200 00000000 00000000 00000001 ffffffff 00000002 00000003
   00000004 00000005 00000006 00000007`,
)

vector(
  'Ready To Transfer (RFC 7143 §11.8)',
  R2T,
  {
    opcode: 0x31,
    final: true,
    itt: 1,
    ttt: 2,
    r2tSN: 3,
    bufferOffset: 65536,
    desiredDataTransferLength: 262144,
  },
  `31800000 00000000 00000000 00000000 00000001 00000002 00000000 00000000
   00000000 00000003 00010000 00040000`,
)
