import type { ByteString } from '../lib/bytes.ts'
import type { Operation } from './operation.ts'
import { Rehearsal } from './rehearsal.ts'
import type { Run } from './run.ts'
import type { Running } from './running.ts'
import type { Steps } from './step.ts'

/** An initiator that is logged in. */
export interface LiveSession {
  readonly driver: ByteString
  readonly target: ByteString
  readonly session: ByteString
}

/** The sessions of some targets, or of all; the copy manager's own is nobody's. */
export const liveSessions = (
  running: Running,
  isMeant: (driver: ByteString, target: ByteString) => boolean = () => true,
): LiveSession[] =>
  running
    .drivers()
    .filter((driver) => driver !== 'copy_manager')
    .flatMap((driver) =>
      running
        .targets(driver)
        .filter((target) => isMeant(driver, target))
        .flatMap((target) =>
          running.sessionNames(driver, target).map((session) => ({ driver, target, session })),
        ),
    )

/** The sessions that steps would touch, as a prompt names them; nobody needs to know when nothing is asked. */
export async function whoIsDisturbed(run: Run, steps: () => Steps<unknown>): Promise<LiveSession[]> {
  const isTold = !run.options.noPrompt && run.departs('prompt-names-sessions')
  if (!isTold || liveSessions(run.running).length === 0) return []
  const rehearsal = new Rehearsal(run.running, run.options.continueOnError ? 'abort' : 'fail')
  await rehearsal.drive(steps())
  return disturbedSessions(run.running, rehearsal.operations)
}

/** The sessions whose target, LUNs or devices some writes touch. */
export function disturbedSessions(running: Running, operations: readonly Operation[]): LiveSession[] {
  const touched = new Set(operations.flatMap((operation) => targetsOf(running, operation)))
  return liveSessions(running, (driver, target) => touched.has(`${driver}/${target}`))
}

const REMOVAL = /^(?:del_target|del_device|del|replace|move|clear)(?: (\S+))?/

function targetsOf(running: Running, { path, text }: Operation): ByteString[] {
  const argument = REMOVAL.exec(text)?.[1]
  const [, driver, target] = path.split('/')
  const isRemoval = REMOVAL.test(text)
  if (path.startsWith('handlers/') && isRemoval && argument !== undefined)
    return running.exportsOf(argument).map((where) => `${where.driver}/${where.target}`)
  if (path.startsWith('targets/') && isRemoval) return [`${driver}/${target === 'mgmt' ? argument : target}`]
  return []
}
