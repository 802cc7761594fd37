import type { LogicalUnit } from './logical-unit.ts'
import type { ITNexus } from './nexus.ts'
import type { Registrant } from './persistent-reservations.ts'
import type { SenseCode, SenseName } from './sense.ts'
import type { CopyStatus } from './spc/copy-status.ts'
import type { Task } from './task.ts'

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
  /** Pending unit attentions, oldest first (SAM-5 5.14). */
  readonly unitAttentions: SenseCode[] = []
  /** Commands in process now. */
  activeCommands = 0
  /** Count of medium changes that its initiator knows of. */
  mediumSeen = 0
  /** It may have data on the unit that are not flushed. */
  hasWritten = false
  /** What failed after its command had been answered (IMMED); told at the next one. */
  deferred: SenseName | undefined
  /** Its EXTENDED COPY commands. */
  copies: CopyStatus | undefined
  /** Its persistent reservation registration; kept up to date by the logical unit. */
  registrant: Registrant | undefined

  constructor(nexus: ITNexus, lun: number, lu: LogicalUnit, readOnly: boolean) {
    this.nexus = nexus
    this.lun = lun
    this.lu = lu
    this.readOnly = readOnly || lu.options.readOnly
  }

  /** By the mapping, by the device, or by SWP of the control mode page. */
  get isWriteProtected(): boolean {
    return this.readOnly || this.lu.isWriteProtected
  }

  /** `execute` counts each command from `begin` to `end`. */
  begin(): void {
    this.activeCommands++
  }

  end(): void {
    this.activeCommands--
  }

  /** Queues a unit attention; one that is queued already is not queued twice. */
  attend(sense: SenseCode): void {
    if (!this.unitAttentions.includes(sense)) this.unitAttentions.push(sense)
  }
}

/** The nexus through which the initiator of a task has a unit, which may be another than the task's; it may have none. */
export function nexusTo(lu: LogicalUnit, { nexus, itNexus }: Task): ITLNexus | undefined {
  return nexus?.lu === lu ? nexus : [...itNexus.luns.values()].find((one) => one.lu === lu)
}
