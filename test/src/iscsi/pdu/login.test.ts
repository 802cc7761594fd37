import { LoginRequest, LoginResponse } from '../../../../src/iscsi/pdu/login.ts'
import { vector } from '../../../support/vector.ts'

const isid = Buffer.from('00023d000099', 'hex')

vector(
  'Login Request (RFC 7143 §11.12)',
  LoginRequest,
  {
    opcode: 3,
    immediate: true,
    transit: true,
    csg: 1,
    nsg: 3,
    isid,
    tsih: 0x100,
    itt: 7,
    cid: 5,
    cmdSN: 1,
    expStatSN: 2,
  },
  `43870000 00000000 00023d00 00990100 00000007 00050000 00000001 00000002
   00000000 00000000 00000000 00000000`,
)

vector(
  'Login Response (RFC 7143 §11.13), Authentication Failure',
  LoginResponse,
  {
    opcode: 0x23,
    more: false,
    csg: 0,
    isid,
    itt: 7,
    statSN: 1,
    expCmdSN: 2,
    maxCmdSN: 3,
    statusClass: 2,
    statusDetail: 1,
  },
  `23000000 00000000 00023d00 00990000 00000007 00000000 00000001 00000002
   00000003 02010000 00000000 00000000`,
)
