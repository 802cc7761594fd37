import type { ByteString } from '../lib/bytes.ts'
import { matchesPattern } from '../lib/glob.ts'
import type { ITNexus } from '../scsi/nexus.ts'
import { LunMap } from './lun-map.ts'
import type { Target } from './target.ts'

/** How commands of the group's sessions vanish instead of being served (`black_hole`). */
export type BlackHole = 0 | 1 | 2 | 3 | 4

/** A security group (SCST: ACG): which LUNs its initiators see. Every target has a default one without patterns. */
export class Group {
  /** The target's name for its default group. */
  readonly name: ByteString
  readonly target: Target
  readonly isDefault: boolean
  readonly luns: LunMap
  /** Initiator patterns in the order they were added. */
  readonly initiators = new Set<ByteString>()
  addrMethod: ITNexus['addrMethod'] = 'PERIPHERAL'
  blackHole: BlackHole = 0
  /** One bit for each CPU. */
  cpuMask: bigint
  /** A number names a group of initiators that share an I/O context. */
  ioGroupingType: 'auto' | 'this_group_only' | 'never' | number = 'auto'
  perSessDedicatedTgtThreads = false

  constructor(name: ByteString, target: Target, isDefault = false) {
    this.name = name
    this.target = target
    this.isDefault = isDefault
    this.luns = new LunMap(this)
    this.cpuMask = target.scst.allCpus
  }

  /** True when one of its patterns takes the initiator's full name. */
  takes(initiator: ByteString): boolean {
    for (const pattern of this.initiators) if (matchesPattern(pattern, initiator)) return true
    return false
  }
}
