import type { ByteString } from '../lib/bytes.ts'
import { refuse } from '../lib/refusal.ts'
import type { Device } from './device.ts'
import type { Group } from './group.ts'
import type { LunNexus } from './lun-nexus.ts'
import type { Unfinished } from './work-queue.ts'

/** Largest LUN that fits flat space addressing (SAM-5 §4.7.5.2). */
export const MAX_LUN = 16383

/** A device at a number of a group's LUN map. */
export class Lun {
  readonly number: number
  readonly device: Device
  readonly group: Group
  /** Asked for with the mapping, or the device's own. */
  readonly readOnly: boolean
  /** Its link among the device's exports. */
  readonly exportName: ByteString

  constructor(number: number, device: Device, group: Group, readOnly: boolean) {
    this.number = number
    this.device = device
    this.group = group
    this.readOnly = readOnly || device.lu.options.readOnly
    this.exportName = device.nextExportName()
  }
}

interface Mapping {
  readonly readOnly: boolean
}

/** SCST's flags of a mapping, as its log line shows them. */
const FLAG = { readOnly: 0x1, reportsChange: 0x2, copyManager: 0x4, raisesUnitAttention: 0x8 } as const

export class LunMap {
  readonly #group: Group
  readonly #luns = new Map<number, Lun>()

  constructor(group: Group) {
    this.#group = group
  }

  get size(): number {
    return this.#luns.size
  }

  get(number: number): Lun | undefined {
    return this.#luns.get(number)
  }

  /** In the order they were added. */
  [Symbol.iterator](): IterableIterator<Lun> {
    return this.#luns.values()
  }

  /** EEXIST when the number is taken; the store's error when the device cannot be opened. */
  async add(device: Device, number: number, mapping: Mapping): Promise<void> {
    if (this.#luns.has(number)) {
      refuse(
        this.#group.target.scst.log,
        'EEXIST',
        `virt lun ${number} already exists in group ${this.#group.name}`,
      )
    }
    await this.#admit(device, mapping)
    this.#put(device, number, mapping, FLAG.reportsChange)
    this.#announce()
  }

  /** The automatic mapping of a new device: no unit attention. */
  async addForCopyManager(device: Device, number: number): Promise<void> {
    await this.#admit(device, { readOnly: false }, true)
    this.#put(device, number, { readOnly: false }, FLAG.copyManager)
  }

  /** Another device (or the same again) at a number; on a free number it is an `add`. */
  async replace(
    device: Device,
    number: number,
    mapping: Mapping,
    quietly: boolean,
  ): Promise<Unfinished | undefined> {
    const old = this.#luns.get(number)
    await this.#admit(device, mapping)
    const busy = old ? this.#take(old) : []
    const raises = quietly ? 0 : FLAG.raisesUnitAttention
    this.#put(device, number, mapping, raises | (old ? 0 : FLAG.reportsChange))
    if (!old) {
      this.#announce()
      return undefined
    }
    if (!quietly) {
      for (const session of this.#sessions()) session.raise('INQUIRY DATA HAS CHANGED', number)
    }
    return this.#group.target.scst.settings.asyncLunReplace ? undefined : this.#whenEnded(busy)
  }

  /** Ends when the commands in flight on it have. EINVAL when there is none. */
  delete(number: number): Unfinished | undefined {
    const lun = this.#luns.get(number)
    if (!lun)
      refuse(this.#group.target.scst.log, 'EINVAL', `Device is not found in group ${this.#group.name}`)
    const busy = this.#take(lun)
    this.#announce()
    return this.#whenEnded(busy)
  }

  clear(): Unfinished | undefined {
    const { name, target } = this.#group
    target.scst.log.info(`Removed all devices from group ${name}`)
    if (this.size === 0) return undefined
    const busy = [...this].flatMap((lun) => this.#take(lun))
    this.#announce()
    return this.#whenEnded(busy)
  }

  /** With the group itself: no word in the log. */
  dissolve(): Unfinished | undefined {
    return this.#whenEnded([...this].flatMap((lun) => this.#take(lun, false)))
  }

  /** What refuses a mapping before anything has changed. */
  async #admit(device: Device, mapping: Mapping, automatic = false): Promise<void> {
    const { template } = this.#group.target
    if (template.checksProtection && !automatic && (mapping.readOnly || device.lu.options.readOnly)) {
      refuse(this.#group.target.scst.log, 'EINVAL', 'Copy Manager does not support read only devices')
    }
    await device.open()
  }

  #put(device: Device, number: number, mapping: Mapping, flags: number): void {
    const { name, target } = this.#group
    const lun = new Lun(number, device, this.#group, mapping.readOnly)
    this.#luns.set(number, lun)
    device.exports.set(lun.exportName, lun)
    for (const session of this.#sessions()) session.addLun(lun)
    const shown = (flags | (mapping.readOnly ? FLAG.readOnly : 0)).toString(16)
    target.scst.log.info(
      `Added device ${device.name} to group ${name} (LUN ${number}, flags 0x${shown}) to target ${target.name}`,
    )
    target.mapped?.(lun)
  }

  /** Answers the nexuses that commands are still in process on. */
  #take(lun: Lun, aloud = true): LunNexus[] {
    const { name, target } = this.#group
    this.#luns.delete(lun.number)
    lun.device.exports.delete(lun.exportName)
    const busy = [...this.#sessions()].flatMap((session) => session.removeLun(lun.number) ?? [])
    lun.device.closeUnused(busy)
    if (aloud) target.scst.log.info(`Removed LUN ${lun.number} from group ${name} (target ${target.name})`)
    return busy
  }

  #whenEnded(busy: readonly LunNexus[]): Unfinished | undefined {
    if (busy.length === 0) return undefined
    const commands = busy.reduce((sum, { activeCommands }) => sum + activeCommands, 0)
    return { until: this.#group.target.scst.whenEnded(commands, Promise.all(busy.map((one) => one.idle()))) }
  }

  #sessions() {
    return this.#group.target.sessionsOf(this.#group)
  }

  #announce(): void {
    for (const session of this.#sessions()) session.raise('REPORTED LUNS DATA HAS CHANGED')
  }
}
