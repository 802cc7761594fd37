import type { ByteString } from '../lib/bytes.ts'
import type { CopyManager as CopySources, LogicalUnit } from '../scsi/logical-unit.ts'
import type { Device } from './device.ts'
import type { TargetDriver } from './driver.ts'
import { MAX_LUN } from './lun-map.ts'
import type { Scst } from './scst.ts'
import { Session } from './session.ts'
import { Target } from './target.ts'

/** Bytes of the INQUIRY (VPD page 83h) that it sends to learn a device's designators. */
const INQUIRY_LENGTH = 4096

/** The EXTENDED COPY engine: a driver with one target and one session, to which every new device becomes a LUN. */
export class CopyManager implements TargetDriver, CopySources {
  readonly name = 'copy_manager'
  readonly protocol = undefined
  readonly hasEnable = false
  readonly checksProtection = true
  readonly targets: ReadonlyMap<ByteString, Target>
  readonly target: Target
  readonly session: Session
  /** EXTENDED COPY may name devices that the asking session has no LUN for. */
  allowNotConnected = false
  /** New devices become LUNs by themselves. */
  adopts = true
  #nextLun = 0

  constructor(scst: Scst) {
    this.target = new Target(scst, this, 'copy_manager_tgt')
    this.targets = new Map([[this.target.name, this.target]])
    this.session = new Session(this.target, 'copy_manager_sess', 'copy_manager_sess', new Uint8Array())
    this.target.openSession(this.session)
    this.target.mapped = () => this.#inquire()
  }

  /** The automatic LUN of a new device; a failure takes no number. */
  async adopt(device: Device): Promise<void> {
    const { luns } = this.target.defaultGroup
    if (!this.adopts) return
    if ([...device.exports.values()].some((lun) => lun.group === this.target.defaultGroup)) return
    const number = this.#freeLun()
    await luns.addForCopyManager(device, number)
    this.#nextLun = number === MAX_LUN ? 0 : number + 1
  }

  /** A device's identity changed: what is known of it is read again. */
  identityChanged(device: Device): void {
    for (const lun of device.exports.values()) {
      if (lun.group.target === this.target) this.#inquire()
    }
  }

  /** Devices that EXTENDED COPY can reach. */
  *devices(): Iterable<LogicalUnit> {
    for (const { device } of this.target.defaultGroup.luns) yield device.lu
  }

  #freeLun(): number {
    const { luns } = this.target.defaultGroup
    let number = this.#nextLun
    while (luns.get(number)) number = number === MAX_LUN ? 0 : number + 1
    return number
  }

  #inquire(): void {
    this.session.counters.count('read', INQUIRY_LENGTH)
  }
}
