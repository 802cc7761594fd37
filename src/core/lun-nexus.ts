import { ITLNexus } from '../scsi/itl-nexus.ts'
import type { ITNexus } from '../scsi/nexus.ts'
import type { Device } from './device.ts'
import type { Lun } from './lun-map.ts'

/** A session's view of a LUN of its group. */
export class LunNexus extends ITLNexus {
  readonly mapping: Lun
  #whenIdle: (() => void)[] = []

  constructor(nexus: ITNexus, mapping: Lun) {
    super(nexus, mapping.number, mapping.device.lu, mapping.readOnly)
    this.mapping = mapping
  }

  get device(): Device {
    return this.mapping.device
  }

  /** Each command is counted from `begin` to `end`. */
  begin(): void {
    this.activeCommands++
  }

  end(): void {
    if (--this.activeCommands > 0 || this.#whenIdle.length === 0) return
    const waiting = this.#whenIdle
    this.#whenIdle = []
    for (const resolve of waiting) resolve()
  }

  /** Resolves when no command is in process; undefined when that is so now. */
  idle(): Promise<void> | undefined {
    if (this.activeCommands === 0) return undefined
    return new Promise((resolve) => this.#whenIdle.push(resolve))
  }
}
