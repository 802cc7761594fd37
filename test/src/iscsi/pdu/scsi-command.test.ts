import { ScsiCommand, ScsiResponse } from '../../../../src/iscsi/pdu/scsi-command.ts'
import { vector } from '../../../support/vector.ts'

vector(
  'SCSI Command (RFC 7143 §11.3), READ(10) of eight blocks',
  ScsiCommand,
  {
    opcode: 1,
    final: true,
    read: true,
    attr: 1,
    lun: Buffer.from('0001000000000000', 'hex'),
    itt: 0x11,
    expectedDataTransferLength: 4096,
    cmdSN: 5,
    expStatSN: 9,
    cdb: Buffer.from('28000000001000000800000000000000', 'hex'),
  },
  `01c10000 00000000 00010000 00000000 00000011 00001000 00000005 00000009
   28000000 00100000 08000000 00000000`,
)

vector(
  'SCSI Response (RFC 7143 §11.4), CHECK CONDITION with underflow',
  ScsiResponse,
  {
    opcode: 0x21,
    final: true,
    underflow: true,
    status: 2,
    dataSegmentLength: 20,
    itt: 0x11,
    statSN: 9,
    expCmdSN: 6,
    maxCmdSN: 37,
    residualCount: 512,
  },
  `21820002 00000014 00000000 00000000 00000011 00000000 00000009 00000006
   00000025 00000000 00000000 00000200`,
)
