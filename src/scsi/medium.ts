import type { TaskSet } from './task-set.ts'

/**
 * The bytes below one or more logical units: atomic commands (COMPARE AND WRITE, UNMAP …) exclude overlapping ones
 * on every unit of the same medium.
 */
export class Medium {
  readonly taskSets = new Set<TaskSet>()
}
