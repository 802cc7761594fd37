import { bits, layout, u8, u32 } from '../../lib/layout.ts'
import { BHS_LENGTH, bhs, numbering } from './bhs.ts'

/** Task Management Function Request (RFC 7143 §11.5). */
export const TaskManagementRequest = layout(BHS_LENGTH, {
  ...bhs,
  function: bits(1, 0, 7),
  /** Referenced Task Tag. */
  rtt: u32(20),
  cmdSN: u32(24),
  expStatSN: u32(28),
  refCmdSN: u32(32),
  expDataSN: u32(36),
})

/** Task Management Function Response (RFC 7143 §11.6). */
export const TaskManagementResponse = layout(BHS_LENGTH, {
  ...bhs,
  response: u8(2),
  ...numbering,
})

/** RFC 7143 §11.5.1; the last four are RFC 7144 §6.3.1. */
export const TASK_FUNCTION = {
  'ABORT TASK': 1,
  'ABORT TASK SET': 2,
  'CLEAR ACA': 3,
  'CLEAR TASK SET': 4,
  'LOGICAL UNIT RESET': 5,
  'TARGET WARM RESET': 6,
  'TARGET COLD RESET': 7,
  'TASK REASSIGN': 8,
  'QUERY TASK': 9,
  'QUERY TASK SET': 10,
  'I_T NEXUS RESET': 11,
  'QUERY ASYNC EVENT': 12,
} as const

/** RFC 7143 §11.6.1; `succeeded` is RFC 7144 §6.4.2. */
export const TASK_RESPONSE = {
  complete: 0,
  'task does not exist': 1,
  'LUN does not exist': 2,
  'task still allegiant': 3,
  'reassignment not supported': 4,
  'not supported': 5,
  'authorization failed': 6,
  succeeded: 7,
  rejected: 255,
} as const
