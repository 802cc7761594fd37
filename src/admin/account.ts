import type { ByteString } from '../lib/bytes.ts'
import { resume } from './drive.ts'
import type { Operation } from './operation.ts'
import type { Rehearsal } from './rehearsal.ts'
import { withoutSecrets } from './secrets.ts'
import type { Step, Steps } from './step.ts'

/** How far a run came. */
export interface Stop {
  readonly done: readonly Operation[]
  /** The write that ended it. */
  readonly failed: Operation | undefined
  /** Writes that were to be done together with others. */
  readonly held: readonly Operation[]
  /** The step that was not carried out. */
  readonly waiting: Step
}

/** What a run that stopped half-way did and did not do; nothing where it was a single change that was refused. */
export async function accountOf(
  { done, failed, held, waiting }: Stop,
  steps: Steps<unknown>,
  rest: Rehearsal,
): Promise<ByteString> {
  // What depends on these is not done either.
  for (const operation of [...(failed ? [failed] : []), ...held]) rest.suppose(operation)
  await resume(steps, waiting, rest.perform).catch(() => undefined)
  const undone = [...held, ...rest.operations]
  if (done.length === 0 && undone.length <= 1) return ''
  return [
    `Stopped half-way. Done: ${done.length} change(s), not done: ${undone.length}.\n`,
    ...list('  done:     ', done),
    ...list('  failed:   ', failed ? [failed] : []),
    ...list('  not done: ', undone),
  ].join('')
}

const list = (label: string, operations: readonly Operation[]): ByteString[] =>
  operations.flatMap(({ says }) => (says ? [`${label}${withoutSecrets(says)}\n`] : []))

/** The tree went away: what carries it says so in an error without a kind of its own. */
export const isLoss = (error: unknown): boolean => error instanceof Error && error.constructor === Error
