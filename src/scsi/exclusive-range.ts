import type { LogicalUnit } from './logical-unit.ts'
import { Task } from './task.ts'

interface Range {
  readonly lba: number
  readonly blocks: number
}

/**
 * Works on blocks that a running command learned of from its parameter list, here or on another unit: what overlaps
 * and runs ends first, what overlaps and comes waits. `work` looks at its place for an abort of that unit's tasks.
 */
export async function exclusively(
  task: Task,
  lu: LogicalUnit,
  { lba, blocks }: Range,
  work: (place: Task) => Promise<void>,
): Promise<void> {
  const place = new Task(
    task.itNexus,
    undefined,
    task.lun,
    task.tag,
    'head of queue',
    task.cdb,
    task.transfer,
  )
  place.command = task.command
  place.lba = lba
  place.blocks = blocks
  place.isPart = true
  if (!lu.tasks.enter(place)) await new Promise<void>((resolve) => (place.start = resolve))
  try {
    await work(place)
  } finally {
    lu.tasks.leave(place)
  }
}
