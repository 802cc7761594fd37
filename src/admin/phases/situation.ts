import type { Attributes, Configuration, Section } from '../../config/configuration.ts'
import type { ByteString } from '../../lib/bytes.ts'
import type { Manner } from '../manner.ts'
import type { Running } from '../running.ts'
import { abort, type Steps } from '../step.ts'

/** What the phases of -config work on. */
export interface Situation {
  /** As last read. */
  running: Running
  /** The file's, checked; a copy that phases may add to. */
  readonly desired: Configuration
  readonly manner: Manner
}

/** The attributes of a section; one that opens a block ends the run. */
export function* attributesOf(section: Section, without: readonly ByteString[] = []): Steps<Attributes> {
  const [invalid] = section.invalid ?? []
  if (invalid !== undefined)
    yield* abort(`Invalid configuration encountered. Attribute '${invalid}' has an invalid value.`)
  return pick(section.attributes, (name) => !without.includes(name))
}

export const pick = (attributes: Attributes, isWanted: (name: ByteString) => boolean): Attributes =>
  new Map([...attributes].filter(([name]) => isWanted(name)))

export const sorted = <T>(map: ReadonlyMap<ByteString, T>): [ByteString, T][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1))
