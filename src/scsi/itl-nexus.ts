import type { LogicalUnit } from './logical-unit.ts'
import type { ITNexus } from './nexus.ts'
import type { SenseCode } from './sense.ts'

/**
 * An I_T_L nexus (SAM): a logical unit as one session sees it at one LUN. Made when the session gets the LUN; it
 * registers with the logical unit (`lu.attach`) and is taken off with it (`lu.detach`).
 */
export class ITLNexus {
  readonly nexus: ITNexus
  readonly lun: number
  readonly lu: LogicalUnit
  /** The mapping is read-only, or the device is. */
  readonly readOnly: boolean
  /** Pending unit attentions, oldest first (scsi-behaviour §6.1). */
  readonly unitAttentions: SenseCode[] = []
  /** Commands in process now. */
  activeCommands = 0

  constructor(nexus: ITNexus, lun: number, lu: LogicalUnit, readOnly: boolean) {
    this.nexus = nexus
    this.lun = lun
    this.lu = lu
    this.readOnly = readOnly
  }
}
