import { ReadError } from './read-error.ts'
import type { Step, Steps } from './step.ts'

/** Carries out one step and answers what the operation waits for; may throw `ReadError` to it. */
export type Performer = (step: Step) => unknown

/** Runs steps to their end. An error of the performer that is no `ReadError` ends them. */
export async function drive<T>(steps: Steps<T>, perform: Performer): Promise<T> {
  return await goOn(steps, steps.next(), perform)
}

/** Runs steps on that stopped before one of them was carried out. */
export async function resume<T>(steps: Steps<T>, step: Step, perform: Performer): Promise<T> {
  return await goOn(steps, { done: false, value: step }, perform)
}

async function goOn<T>(steps: Steps<T>, from: IteratorResult<Step, T>, perform: Performer): Promise<T> {
  let next = from
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
