import type { Outcome } from '../core/work-queue.ts'
import type { ByteString } from '../lib/bytes.ts'
import type { Log } from '../lib/log.ts'
import { Refusal, refuse } from '../lib/refusal.ts'
import { Words } from '../lib/words.ts'
import { type Attribute, Queued } from './attribute.ts'

/** What a verb does with the words behind it. */
export type Verb<T> = (object: T, words: Words) => Outcome | Promise<Outcome>

/** A management file: one write is one command, reading shows how to use it. */
export interface Mgmt<T> {
  readonly usage: ByteString
  /** In lower case; they are written in any. */
  readonly verbs: Readonly<Record<string, Verb<T>>>
  /** Where an unknown verb is named; nowhere when absent. */
  readonly log?: (object: T) => Log
  /** Not in turn with the other changes. */
  readonly direct?: boolean
  /** Everything behind the first newline is dropped. */
  readonly firstLineOnly?: boolean
}

export const mgmt = <T>(table: Mgmt<T>): Attribute<T> => {
  const run = (object: T, text: ByteString) => {
    const words = new Words(table.firstLineOnly ? text.split('\n', 1)[0]! : text)
    const verb = words.next()
    const name = verb.toLowerCase()
    if (Object.hasOwn(table.verbs, name)) return table.verbs[name]!(object, words)
    if (table.log) return refuse(table.log(object), 'EINVAL', `Unknown action "${verb}"`)
    throw new Refusal('EINVAL')
  }
  return {
    mode: 0o644,
    show: () => table.usage,
    store: table.direct
      ? (object, text) => ended(run(object, text))
      : (object, text) => new Queued(() => run(object, text)),
  }
}

const ended = (outcome: Outcome | Promise<Outcome>): Promise<void> | undefined =>
  outcome instanceof Promise ? outcome.then(ended) : outcome?.until.then(() => {})

/** `Usage: echo "…" >mgmt`, one line for each command. */
export const usage = (...commands: readonly ByteString[]): ByteString =>
  commands.map((command, i) => `${i === 0 ? 'Usage: ' : '       '}echo "${command}" >mgmt\n`).join('')

/** Stands between the commands and the list of parameters. */
export const PARAMETERS_ARE_PAIRS =
  "\nwhere parameters are one or more param_name=value pairs separated by ';'\n"
