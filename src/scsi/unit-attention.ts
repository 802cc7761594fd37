import type { ITLNexus } from './itl-nexus.ts'
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

/** REPORTED LUNS DATA HAS CHANGED concerns the session as a whole: said once (SPC-4 6.33). */
export function forgetEverywhere(nexus: ITLNexus, sense: SenseCode): void {
  if (sense !== SENSE['REPORTED LUNS DATA HAS CHANGED']) return
  for (const { unitAttentions } of nexus.nexus.luns.values()) {
    const at = unitAttentions.indexOf(sense)
    if (at >= 0) unitAttentions.splice(at, 1)
  }
}
