import type { ByteString } from '../lib/bytes.ts'
import type { ITNexus, TargetPort } from '../scsi/nexus.ts'
import type { SenseName } from '../scsi/sense.ts'
import { raiseOn } from '../scsi/unit-attention.ts'
import { Counters } from './counters.ts'
import type { Group } from './group.ts'
import { Latency } from './latency.ts'
import type { Lun } from './lun-map.ts'
import { LunNexus } from './lun-nexus.ts'
import type { Target } from './target.ts'

let sessions = 0

/** A task management function (SAM-5 §7), for `trace_mcmds`. */
interface TaskManagement {
  /** Its name, such as `ABORT TASK`. */
  readonly name: string
  readonly lun: number
  readonly tag: number
}

/**
 * An I_T nexus at a target. Drivers extend it with what their protocol adds; `target.openSession` puts it into its
 * group and gives it its LUNs.
 */
export class Session implements ITNexus {
  readonly id = ++sessions
  readonly target: Target
  /** What groups match: the initiator's name, with `#portal` where the target tells portals apart. */
  readonly name: ByteString
  readonly initiatorName: ByteString
  transportId: Uint8Array
  /** Unique in its target: `name`, or `name_1`, … Set when it opens. */
  directory: ByteString = ''
  group: Group
  readonly luns = new Map<number, LunNexus>()
  readonly counters = new Counters()
  readonly latency = new Latency()
  /** Commands now in the session. */
  commands = 0
  /** Task management functions now in the session; the driver puts them in and takes them out. */
  readonly taskManagement = new Set<TaskManagement>()

  /** `transportId`: zero filled to a multiple of 4, empty where the transport has none. */
  constructor(target: Target, name: ByteString, initiatorName: ByteString, transportId: Uint8Array) {
    this.target = target
    this.name = name
    this.initiatorName = initiatorName
    this.transportId = transportId
    this.group = target.defaultGroup
  }

  get port(): TargetPort {
    return this.target
  }

  get addrMethod(): ITNexus['addrMethod'] {
    return this.group.addrMethod
  }

  /** Commands now executing on its LUNs. */
  get activeCommands(): number {
    let sum = 0
    for (const { activeCommands } of this.luns.values()) sum += activeCommands
    return sum
  }

  /** Asks the driver to end it; it is gone when its last command has ended. */
  forceClose(): void {
    this.target.closeSession(this)
  }

  /** Puts it into another group: LUNs that are the same stay, the others are taken away, added or exchanged. */
  assign(group: Group): void {
    this.group = group
    const exchanged: number[] = []
    for (const { lun, mapping } of [...this.luns.values()]) {
      const now = group.luns.get(lun)
      if (now && now.device === mapping.device && now.readOnly === mapping.readOnly) continue
      this.removeLun(lun)
      if (now) exchanged.push(lun)
    }
    for (const lun of group.luns) if (!this.luns.has(lun.number)) this.addLun(lun)
    this.raise('REPORTED LUNS DATA HAS CHANGED')
    for (const lun of exchanged) this.raise('INQUIRY DATA HAS CHANGED', lun)
  }

  addLun(lun: Lun): void {
    const nexus = new LunNexus(this, lun)
    this.luns.set(lun.number, nexus)
    nexus.lu.attach(nexus)
  }

  /** Answers the nexus while commands are in process on it: it leaves its logical unit when they have ended. */
  removeLun(number: number): LunNexus | undefined {
    const nexus = this.luns.get(number)
    if (!nexus) return undefined
    this.luns.delete(number)
    if (nexus.isIdle) {
      nexus.lu.detach(nexus)
      return undefined
    }
    void nexus.idle().then(() => nexus.lu.detach(nexus))
    return nexus
  }

  /** Queues a unit attention on one of its LUNs, or on all. */
  raise(name: SenseName, lun?: number): void {
    for (const nexus of this.luns.values()) {
      if (lun === undefined || nexus.lun === lun) raiseOn(nexus, name)
    }
  }
}
