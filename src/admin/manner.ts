import type { DepartureId } from './departures.ts'
import type { Code } from './errors.ts'
import type { Run } from './run.ts'

/** How an operation goes about its work. */
export interface Manner {
  /** Removes and rebuilds what the file does not have, or has otherwise. */
  readonly force: boolean
  readonly debug: boolean
  readonly preserveClusterMode: boolean
  departs(id: DepartureId): boolean
}

export const mannerOf = (run: Run): Manner => ({
  force: run.options.force ?? false,
  debug: run.options.debug ?? false,
  preserveClusterMode: run.options.preserveClusterMode ?? false,
  departs: (id) => run.departs(id),
})

/** What a write adds to the changes: the original also counts failures that -cont_on_err let pass. */
export const counted = (code: Code, manner: Manner): number =>
  code === 0 || !manner.departs('count') ? 1 : 0
