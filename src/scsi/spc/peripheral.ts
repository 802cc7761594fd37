import type { LogicalUnit } from '../logical-unit.ts'
import type { Task } from '../task.ts'

/** Peripheral qualifier and device type as seen through the task's port (SPC-4 table 174). */
export function peripheral(task: Task, lu: LogicalUnit): number {
  if (lu.options.dummy) return 0x3f
  const state = lu.alua?.state(task.itNexus.port)
  return lu.options.type | (state === 'unavailable' || state === 'offline' ? 0x20 : 0)
}
