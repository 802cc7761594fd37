import { textOf } from '../admin/errors.ts'
import { allTargets, issueLip } from '../admin/lip.ts'
import { whoIsDisturbed } from '../admin/live-sessions.ts'
import { ReadError } from '../admin/read-error.ts'
import type { Run } from '../admin/run.ts'
import { Running } from '../admin/running.ts'
import type { Change } from './change/change.ts'
import type { Given } from './given.ts'
import type { Listing, Query } from './query/listing.ts'

/** A query as a classic verb prints it; answers the exit status. */
export function printQuery(run: Run, query: Query, given: Given): number {
  const found = answer(run.running, query, given, run.options)
  if (found instanceof ReadError) {
    run.warn(found.text)
    return 1
  }
  run.say(found.text)
  if (found.warning === undefined) return found.status ?? 0
  run.warn(found.warning)
  return 1
}

/** What a query finds, or why it cannot be read. */
export function answer(
  running: Running,
  query: Query,
  given: Given,
  options: Parameters<Query>[2],
): Listing | ReadError {
  try {
    return query(running, given, options)
  } catch (error) {
    if (error instanceof ReadError) return error
    throw error
  }
}

/** A change of one object between its first and its last line; answers the exit status, `before` when it is declined. */
export async function makeChange(
  run: Run,
  change: Change,
  given: Given,
  prompts: boolean,
  before = 0,
): Promise<number> {
  if (prompts && !(await run.confirm(await whoIsDisturbed(run, () => change(given, run))))) return before
  run.say('\n-> Making requested changes.\n')
  const { code, changes, lip, ...outcome } = await run.perform(change(given, run))
  let { status = 0 } = outcome
  if (lip && status === 0 && run.options.lip) {
    const running = await Running.read(run.sysfs)
    status = await run.perform(issueLip(lip === 'all' ? allTargets(running) : lip, running, false))
  }
  run.say(changes === undefined ? '\t-> Done.\n' : `\t-> Done, ${changes} change(s) made.\n`)
  const text = textOf(code)
  if (text !== undefined && status !== 0) run.warn(text)
  return status
}
