import type { Code } from '../../admin/errors.ts'
import type { TargetNames } from '../../admin/lip.ts'
import type { Run } from '../../admin/run.ts'
import type { Steps } from '../../admin/step.ts'
import type { Given } from '../given.ts'

/** What came of a single operation. */
export interface Outcome {
  /** 0, or the number of what went wrong. */
  readonly code: Code
  /** Exit status, where it is not 0. A code that makes one was not said yet: it becomes a warning behind `Done`. */
  readonly status?: number
  /** Shown behind `Done` where the operation counts. */
  readonly changes?: number
  /** Targets that a LIP reaches when -lip is given and the operation was successful. */
  readonly lip?: readonly TargetNames[] | 'all'
}

export type Change = (given: Given, run: Run) => Steps<Outcome>
