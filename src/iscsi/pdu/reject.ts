import { layout, u8, u32 } from '../../lib/layout.ts'
import { BHS_LENGTH, bhs, numbering } from './bhs.ts'

/** Reject (RFC 7143 §11.17); its data segment is the offending header. */
export const Reject = layout(BHS_LENGTH, { ...bhs, reason: u8(2), ...numbering, dataSN: u32(36) })

/** Reasons (RFC 7143 §11.17.1) that this target gives. */
export const REJECT_REASON = {
  'data digest error': 0x02,
  'protocol error': 0x04,
  'command not supported': 0x05,
  'too many immediate commands': 0x06,
  'task in progress': 0x07,
  'invalid PDU field': 0x09,
} as const
export type RejectReason = keyof typeof REJECT_REASON
