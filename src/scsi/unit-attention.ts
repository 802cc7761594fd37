import type { ITLNexus } from './itl-nexus.ts'
import type { ITNexus } from './nexus.ts'
import { SENSE, type SenseCode, type SenseName } from './sense.ts'

/** Events that may go out as asynchronous messages instead (SAM-5 6.4). */
const REPORTABLE: ReadonlySet<SenseName> = new Set<SenseName>([
  'REPORTED LUNS DATA HAS CHANGED',
  'CAPACITY DATA HAS CHANGED',
  'INQUIRY DATA HAS CHANGED',
  'ASYMMETRIC ACCESS STATE CHANGED',
])

/** A unit attention for one nexus, or the asynchronous message that its initiator takes instead. */
export function raiseOn(nexus: ITLNexus, name: SenseName): void {
  const event = SENSE[name]
  if (REPORTABLE.has(name) && nexus.nexus.notify?.(nexus.lun, event)) return
  nexus.attend(event)
}

/** Takes the oldest unit attention, to be told now. */
export function takeAttention(nexus: ITLNexus): SenseCode | undefined {
  const sense = nexus.unitAttentions.shift()
  // The session as a whole is told once (SPC-4 6.33).
  if (sense === SENSE['REPORTED LUNS DATA HAS CHANGED']) forgetEverywhere(nexus.nexus, sense)
  if (sense === SENSE['MEDIUM MAY HAVE CHANGED']) nexus.lu.mediumIsNews = false
  return sense
}

export function forgetEverywhere(nexus: ITNexus, sense: SenseCode): void {
  for (const { unitAttentions } of nexus.luns.values()) {
    const at = unitAttentions.indexOf(sense)
    if (at >= 0) unitAttentions.splice(at, 1)
  }
}
