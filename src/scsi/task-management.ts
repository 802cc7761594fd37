import type { ITLNexus } from './itl-nexus.ts'
import type { LogicalUnit } from './logical-unit.ts'
import type { ITNexus } from './nexus.ts'
import { STATUS, type Task } from './task.ts'
import { raiseOn } from './unit-attention.ts'

/**
 * Task management functions (SAM-5 7). Each resolves when every affected task has ended. Tasks of the issuer end
 * without an answer; those of others with TASK ABORTED (TAS 1) or without one and a unit attention (TAS 0).
 */
export async function abortTask(task: Task): Promise<void> {
  await abort([task], task.nexus)
}

export async function abortTaskSet(issuer: ITLNexus): Promise<void> {
  await abort(issuer.lu.tasks.of(issuer), issuer)
}

export async function clearTaskSet(issuer: ITLNexus): Promise<void> {
  const { tasks } = issuer.lu
  await abort(tasks.tst === 0 ? [...tasks] : tasks.of(issuer), issuer)
}

/** Everything of the nexus: its session goes away. */
export async function nexusLoss(nexus: ITLNexus): Promise<void> {
  await abort(nexus.lu.tasks.of(nexus), nexus)
}

export async function clearAca(issuer: ITLNexus): Promise<void> {
  issuer.lu.aca.delete(issuer)
}

export async function logicalUnitReset(lu: LogicalUnit, issuer?: ITLNexus): Promise<void> {
  await abort([...lu.tasks], issuer, false)
  lu.reset()
}

/** TARGET WARM RESET and TARGET COLD RESET: every logical unit that the nexus has. */
export async function targetReset(nexus: ITNexus): Promise<void> {
  await Promise.all([...nexus.luns.values()].map((one) => logicalUnitReset(one.lu, one)))
}

/** Control mode page, QErr (SPC-4 7.5.8): 01b ends the whole task set after a CHECK CONDITION, 11b that of the nexus. */
export function abortByQErr({ nexus }: Task): void {
  const { modes, tasks } = nexus!.lu
  const rest = modes.current.qErr === 1 && tasks.tst === 0 ? [...tasks] : tasks.of(nexus!)
  void abort(rest, nexus)
}

/** QUERY TASK SET. */
export const hasTasks = (issuer: ITLNexus): boolean => issuer.lu.tasks.of(issuer).length > 0

/** QUERY ASYNCHRONOUS EVENT. */
export const hasUnitAttention = (issuer: ITLNexus): boolean => issuer.unitAttentions.length > 0

/**
 * Aborts what is not aborted yet; `tell`: other nexuses learn of their loss (a reset tells by its own attention). All
 * are marked before the first is stopped: its end may wake another, which then must end too instead of running.
 */
export async function abort(
  tasks: readonly Task[],
  issuer: ITLNexus | undefined,
  tell = true,
): Promise<void> {
  const ended = Promise.all(tasks.map(whenEnded))
  const fresh = tasks.filter((task) => !task.aborted)
  for (const task of fresh) task.aborted = true
  for (const task of fresh) stop(task, issuer, tell)
  await ended
}

function whenEnded(task: Task): Promise<void> {
  const before = task.ended
  return new Promise((resolve) => {
    task.ended = () => {
      before?.()
      resolve()
    }
  })
}

function stop(task: Task, issuer: ITLNexus | undefined, tell: boolean): void {
  const { nexus } = task
  if (nexus !== undefined && nexus !== issuer) tellOther(task, nexus, tell)
  task.transfer.abandon?.()
  task.onAbort?.()
  task.start?.()
}

/** Control mode page, TAS (SPC-4 7.5.8). */
function tellOther(task: Task, nexus: ITLNexus, tell: boolean): void {
  if (nexus.lu.modes.current.tas === 1) task.status = STATUS.TASK_ABORTED
  else if (tell) raiseOn(nexus, 'COMMANDS CLEARED BY ANOTHER INITIATOR')
}
