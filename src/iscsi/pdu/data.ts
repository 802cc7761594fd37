import { bit, layout, u8, u32 } from '../../lib/layout.ts'
import { BHS_LENGTH, bhs, numbering } from './bhs.ts'

/** SCSI Data-Out (RFC 7143 §11.7). */
export const DataOut = layout(BHS_LENGTH, {
  ...bhs,
  ttt: u32(20),
  expStatSN: u32(28),
  dataSN: u32(36),
  bufferOffset: u32(40),
})

/** SCSI Data-In (RFC 7143 §11.7); status and residual count where `hasStatus` is set. */
export const DataIn = layout(BHS_LENGTH, {
  ...bhs,
  acknowledge: bit(1, 6),
  overflow: bit(1, 2),
  underflow: bit(1, 1),
  hasStatus: bit(1, 0),
  status: u8(3),
  ttt: u32(20),
  ...numbering,
  dataSN: u32(36),
  bufferOffset: u32(40),
  residualCount: u32(44),
})

/** Ready To Transfer (RFC 7143 §11.8). */
export const R2T = layout(BHS_LENGTH, {
  ...bhs,
  ttt: u32(20),
  ...numbering,
  r2tSN: u32(36),
  bufferOffset: u32(40),
  desiredDataTransferLength: u32(44),
})
