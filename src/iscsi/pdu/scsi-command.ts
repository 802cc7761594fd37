import { bit, bits, bytes, layout, u8, u32 } from '../../lib/layout.ts'
import { BHS_LENGTH, bhs, numbering } from './bhs.ts'

/** SCSI Command (RFC 7143 §11.3). */
export const ScsiCommand = layout(BHS_LENGTH, {
  ...bhs,
  read: bit(1, 6),
  write: bit(1, 5),
  attr: bits(1, 0, 3),
  expectedDataTransferLength: u32(20),
  cmdSN: u32(24),
  expStatSN: u32(28),
  cdb: bytes(32, 16),
})

/** SCSI Response (RFC 7143 §11.4). */
export const ScsiResponse = layout(BHS_LENGTH, {
  ...bhs,
  bidirectionalOverflow: bit(1, 4),
  bidirectionalUnderflow: bit(1, 3),
  overflow: bit(1, 2),
  underflow: bit(1, 1),
  response: u8(2),
  status: u8(3),
  snackTag: u32(20),
  ...numbering,
  expDataSN: u32(36),
  bidirectionalReadResidualCount: u32(40),
  residualCount: u32(44),
})
