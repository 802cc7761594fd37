import { bit, layout, u32 } from '../../lib/layout.ts'
import { BHS_LENGTH, bhs, numbering } from './bhs.ts'

/** Text Request (RFC 7143 §11.10). */
export const TextRequest = layout(BHS_LENGTH, {
  ...bhs,
  more: bit(1, 6),
  ttt: u32(20),
  cmdSN: u32(24),
  expStatSN: u32(28),
})

/** Text Response (RFC 7143 §11.11). */
export const TextResponse = layout(BHS_LENGTH, {
  ...bhs,
  more: bit(1, 6),
  ttt: u32(20),
  ...numbering,
})
