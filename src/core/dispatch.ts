import { execute } from '../scsi/execute.ts'
import type { Task } from '../scsi/task.ts'
import type { Direction } from './counters.ts'
import type { Session } from './session.ts'
import { Stopwatch } from './stopwatch.ts'

/**
 * A command of a session, from its CDB to its status: what SCST does around the device server. False: the command
 * fell into the group's black hole and must never be answered.
 */
export function dispatch(session: Session, task: Task): boolean | Promise<boolean> {
  if (session.group.blackHole !== 0 && vanishes(session, task)) return false
  session.commands++
  const stopwatch = session.target.scst.settings.measureLatency ? new Stopwatch(task) : undefined
  const running = execute(task)
  if (running === undefined) return finish(session, task, stopwatch)
  stopwatch?.holdsBack(task)
  return running.then(() => finish(session, task, stopwatch))
}

/** Task management requests vanish as well where `black_hole` says so. */
export const dropsTaskManagement = ({ group }: Session): boolean =>
  group.blackHole === 2 || group.blackHole === 4

/** 1 and 2 take every command, 3 and 4 those that transfer data. */
const vanishes = ({ group }: Session, { transfer }: Task): boolean =>
  group.blackHole <= 2 || transfer.read || transfer.write

function finish(session: Session, task: Task, stopwatch: Stopwatch | undefined): true {
  session.commands--
  const { command, transfer, demanded, nexus } = task
  const direction = directionOf(task)
  const bytes = command === undefined ? 0 : Math.min(demanded, transfer.expectedLength)
  const start = nexus === undefined ? 0 : task.lba * nexus.lu.options.blockSize
  session.counters.count(direction, bytes, start)
  if (stopwatch !== undefined) session.latency.add(direction, bytes, stopwatch.stages())
  return true
}

const directionOf = ({ command, transfer }: Task): Direction => {
  if (command === undefined) return 'unknown'
  if (transfer.read && transfer.write) return 'bidi'
  if (command.data === 'in') return 'read'
  return command.data === 'out' ? 'write' : 'none'
}
