import { layout, u32 } from '../../lib/layout.ts'
import { BHS_LENGTH, bhs, numbering } from './bhs.ts'

/** NOP-Out (RFC 7143 §11.18). */
export const NopOut = layout(BHS_LENGTH, { ...bhs, ttt: u32(20), cmdSN: u32(24), expStatSN: u32(28) })

/** NOP-In (RFC 7143 §11.19). */
export const NopIn = layout(BHS_LENGTH, { ...bhs, ttt: u32(20), ...numbering })
