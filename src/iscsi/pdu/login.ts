import { bit, bits, bytes, layout, u8, u16, u32 } from '../../lib/layout.ts'
import { BHS_LENGTH, bhs, numbering } from './bhs.ts'

const stages = {
  transit: bit(1, 7),
  more: bit(1, 6),
  csg: bits(1, 2, 2),
  nsg: bits(1, 0, 2),
} as const

/** Login Request (RFC 7143 §11.12). */
export const LoginRequest = layout(BHS_LENGTH, {
  ...bhs,
  ...stages,
  versionMax: u8(2),
  versionMin: u8(3),
  isid: bytes(8, 6),
  tsih: u16(14),
  cid: u16(20),
  cmdSN: u32(24),
  expStatSN: u32(28),
})

/** Login Response (RFC 7143 §11.13). */
export const LoginResponse = layout(BHS_LENGTH, {
  ...bhs,
  ...stages,
  versionMax: u8(2),
  versionActive: u8(3),
  isid: bytes(8, 6),
  tsih: u16(14),
  ...numbering,
  statusClass: u8(36),
  statusDetail: u8(37),
})
