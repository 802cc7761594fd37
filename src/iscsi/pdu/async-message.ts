import { layout, u8, u16 } from '../../lib/layout.ts'
import { BHS_LENGTH, bhs, numbering } from './bhs.ts'

/** Asynchronous Message (RFC 7143 §11.9). */
export const AsyncMessage = layout(BHS_LENGTH, {
  ...bhs,
  ...numbering,
  asyncEvent: u8(36),
  asyncVCode: u8(37),
  parameter1: u16(38),
  parameter2: u16(40),
  parameter3: u16(42),
})

/** RFC 7143 §11.9.1. */
export const ASYNC_EVENT = {
  'SCSI event': 0,
  'logout requested': 1,
  'connection dropped': 2,
  'session dropped': 3,
  'renegotiation requested': 4,
} as const
