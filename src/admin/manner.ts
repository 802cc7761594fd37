import type { Attributes } from '../config/configuration.ts'
import type { ByteString } from '../lib/bytes.ts'
import type { DepartureId } from './departures.ts'
import type { Code } from './errors.ts'
import type { Operation } from './operation.ts'
import type { Run } from './run.ts'
import { queue, type Steps } from './step.ts'

/** How an operation goes about its work. */
export interface Manner {
  /** Removes and rebuilds what the file does not have, or has otherwise. */
  readonly force: boolean
  readonly debug: boolean
  /** Errors do not end the run. */
  readonly continuesOnError: boolean
  readonly preserveClusterMode: boolean
  departs(id: DepartureId): boolean
}

export const mannerOf = (run: Run): Manner => ({
  force: run.options.force ?? false,
  debug: run.options.debug ?? false,
  continuesOnError: run.options.continueOnError ?? false,
  preserveClusterMode: run.options.preserveClusterMode ?? false,
  departs: (id) => run.departs(id),
})

/** What a write adds to the changes: the original also counts failures that -cont_on_err let pass. */
export const counted = (code: Code, manner: Manner): number =>
  code === 0 || !manner.departs('count') ? 1 : 0

/** A write whose result steers nothing; `settle` counts it. */
export const later = (operation: Operation, manner: Manner): Steps =>
  queue(operation, !manner.departs('count'))

/** Of several values of what holds one the last counts; the original passes on the text of a Perl reference. */
export const singleValues = (attributes: Attributes, manner: Manner): Attributes =>
  new Map(
    [...attributes].map(([name, values]) => [name, values.length < 2 ? values : [oneOf(values, manner)]]),
  )

export const oneOf = (values: readonly ByteString[], manner: Manner): ByteString =>
  values.length < 2 || manner.departs('several-values') ? (values.at(-1) ?? '') : REFERENCE

export const REFERENCE = 'ARRAY(0x0)'

/** Whether what was just written is there, or the run is over by the time anyone looks. */
export const isCertain = (manner: Manner): boolean => !manner.debug && !manner.continuesOnError
