import { bits, layout, u8, u16, u32 } from '../../lib/layout.ts'
import { BHS_LENGTH, bhs, numbering } from './bhs.ts'

/** Logout Request (RFC 7143 §11.14). */
export const LogoutRequest = layout(BHS_LENGTH, {
  ...bhs,
  reason: bits(1, 0, 7),
  cid: u16(20),
  cmdSN: u32(24),
  expStatSN: u32(28),
})

/** Logout Response (RFC 7143 §11.15); the times are in seconds. */
export const LogoutResponse = layout(BHS_LENGTH, {
  ...bhs,
  response: u8(2),
  ...numbering,
  time2Wait: u16(40),
  time2Retain: u16(42),
})
