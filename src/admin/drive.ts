import { ReadError } from './read-error.ts'
import type { Step, Steps } from './step.ts'

/** Carries out one step and answers what the operation waits for; may throw `ReadError` to it. */
export type Performer = (step: Step) => unknown

/** Runs steps to their end. An error of the performer that is no `ReadError` ends them. */
export async function drive<T>(steps: Steps<T>, perform: Performer, answer?: unknown): Promise<T> {
  let next = steps.next(answer)
  while (!next.done) {
    const outcome = await settle(perform, next.value)
    next = 'error' in outcome ? steps.throw(outcome.error) : steps.next(outcome.answer)
  }
  return next.value
}

async function settle(perform: Performer, step: Step): Promise<{ answer: unknown } | { error: ReadError }> {
  try {
    return { answer: await perform(step) }
  } catch (error) {
    if (error instanceof ReadError) return { error }
    throw error
  }
}
