import type { LogicalUnit } from './logical-unit.ts'
import { Task } from './task.ts'

interface Range {
  readonly lba: number
  readonly blocks: number
}

/**
 * Works on blocks that a running command learned of from its parameter list, here or on another unit: what overlaps
 * and runs ends first, what overlaps and comes waits. An abort, of the command or of that unit's tasks (then of
 * `place`), ends the wait, and what has not begun does not begin; false after one.
 */
export async function exclusively(
  task: Task,
  lu: LogicalUnit,
  { lba, blocks }: Range,
  work: (place: Task) => Promise<void>,
): Promise<boolean> {
  if (task.aborted) return false
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
  place.partOf = task
  if (!lu.tasks.enter(place)) await itsTurn(place, task)
  const isAborted = (): boolean => task.aborted || place.aborted
  try {
    if (!isAborted()) await work(place)
  } finally {
    lu.tasks.leave(place)
  }
  return !isAborted()
}

async function itsTurn(place: Task, task: Task): Promise<void> {
  const { onAbort } = task
  await new Promise<void>((resolve) => {
    place.start = resolve
    task.onAbort = () => {
      onAbort?.()
      resolve()
    }
  })
  task.onAbort = onAbort
}
