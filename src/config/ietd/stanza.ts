import type { ByteString } from '../../lib/bytes.ts'
import type { Account } from '../import/accounts.ts'
import type { DraftTarget } from '../import/draft.ts'
import type { LastCounts } from '../import/last.ts'
import type { Place, Report } from '../import/report.ts'
import { otherDefaults } from './keywords.ts'

const usualMaxBurst = 262144

/** What a target collects until the file ends. */
export interface Stanza {
  readonly target: DraftTarget
  readonly incoming: Account[]
  readonly outgoing: Account[]
  nopInterval?: Seconds
  nopTimeout?: Seconds
  threads?: number
  firstBurst?: Place
  readonly parameters: LastCounts
  readonly diskAttributes: Map<ByteString, ByteString>[]
}

interface Seconds {
  readonly value: number
  readonly place: Place
}

/** Writes what only the whole stanza tells. */
export const finishStanza = (stanza: Stanza, exact: boolean, report: Report): void => {
  finishNop(stanza, report)
  finishBurst(stanza, report)
  for (const attributes of stanza.diskAttributes) {
    if (stanza.threads !== undefined) attributes.set('threads_num', String(stanza.threads))
  }
  const { attributes } = stanza.target
  for (const [name, value] of exact ? otherDefaults : []) {
    if (!attributes.has(name)) attributes.set(name, [value])
  }
}

/** RFC 7143 section 13.14: the first burst is part of a burst. */
const finishBurst = ({ target: { attributes }, firstBurst }: Stanza, report: Report): void => {
  const [first, most] = ['FirstBurstLength', 'MaxBurstLength'].map((name) => attributes.get(name)?.[0])
  if (!firstBurst || Number(first) <= Number(most ?? usualMaxBurst)) return
  const why = `more than MaxBurstLength ${most ?? usualMaxBurst}: logins settle on that (RFC 7143 section 13.14)`
  report.warn(firstBurst, why)
}

/** IET takes its interval for a timeout of 0 or above the interval; SCST wants at least two seconds. */
const finishNop = ({ target, nopInterval, nopTimeout }: Stanza, report: Report): void => {
  if (nopInterval) {
    target.attributes.set('NopInInterval', [String(nopInterval.value)])
    report.mapped(nopInterval.place, `NopInInterval ${nopInterval.value}`)
  }
  if (!nopTimeout) return
  const interval = nopInterval?.value ?? 0
  if (interval === 0) {
    report.ignored(nopTimeout.place, 'without NOPInterval IET sends no NOP-In')
    return
  }
  const effective = nopTimeout.value === 0 || nopTimeout.value > interval ? interval : nopTimeout.value
  const value = Math.max(2, effective)
  target.attributes.set('NopInTimeout', [String(value)])
  report.mapped(nopTimeout.place, `NopInTimeout ${value}`)
}
