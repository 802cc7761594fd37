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

  get isIdle(): boolean {
    return this.activeCommands === 0
  }

  /** Resolves when no command is in process. */
  async idle(): Promise<void> {
    if (!this.isIdle) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  override end(): void {
    super.end()
    if (this.#waiting.length === 0 || !this.isIdle) return
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
