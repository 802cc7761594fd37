import { ITLNexus } from '../scsi/itl-nexus.ts'
import type { ITNexus } from '../scsi/nexus.ts'
import type { Device } from './device.ts'
import type { Lun } from './lun-map.ts'

/** A session's view of a LUN of its group. */
export class LunNexus extends ITLNexus {
  readonly mapping: Lun
  #waiting: (() => void)[] = []

  constructor(nexus: ITNexus, mapping: Lun) {
    super(nexus, mapping.number, mapping.device.lu, mapping.readOnly)
    this.mapping = mapping
  }

  get device(): Device {
    return this.mapping.device
  }

  /** Resolves when no command is in process; undefined when that is so now. */
  idle(): Promise<void> | undefined {
    if (this.activeCommands === 0) return undefined
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  override end(): void {
    super.end()
    if (this.#waiting.length === 0 || this.activeCommands > 0) return
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
