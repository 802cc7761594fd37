import type { ByteString } from '../lib/bytes.ts'
import { Refusal, refuse } from '../lib/refusal.ts'
import type { TargetDriver } from './driver.ts'
import type { Scst } from './scst.ts'
import { Session } from './session.ts'
import { Target } from './target.ts'

/** SCSI transport version of a new target: SAS-3. */
const DEFAULT_SCSI_VERSION = 0xbe0

export class LocalTarget extends Target {
  scsiTransportVersion = DEFAULT_SCSI_VERSION
  /** A version was set: it is shown as a key. */
  hasOwnScsiVersion = false
  physTransportVersion = 0

  /** 0 goes back to the default. */
  setScsiVersion(version: number): void {
    this.hasOwnScsiVersion = version !== 0
    this.scsiTransportVersion = version === 0 ? DEFAULT_SCSI_VERSION : version
  }
}

/**
 * Targets for initiators of this machine. Without a SCSI host adapter nobody can log in: targets and sessions can be
 * made, configured and listed.
 */
export class ScstLocal implements TargetDriver {
  readonly name = 'scst_local'
  /** Serial attached SCSI. */
  readonly protocol = 6
  readonly hasEnable = false
  readonly checksProtection = false
  readonly scst: Scst
  readonly targets = new Map<ByteString, LocalTarget>()
  #sessions = 0

  constructor(scst: Scst) {
    this.scst = scst
    scst.drivers.set(this.name, this)
  }

  /** SCST answers EFAULT for a name that it has. */
  addTarget(name: ByteString): LocalTarget {
    if (this.targets.has(name)) {
      this.scst.log.error(`target ${name} already exists`)
      throw new Refusal('EFAULT')
    }
    const target = new LocalTarget(this.scst, this, name)
    this.targets.set(name, target)
    this.scst.log.info(`Target ${name} for template ${this.name} registered successfully`)
    return target
  }

  /** Its sessions go with it. */
  deleteTarget(name: ByteString): void {
    const target = this.targets.get(name)
    if (!target) refuse(this.scst.log.for(this.name), 'ENOENT', `Target ${name} not found`)
    for (const session of [...target.sessions.values()]) session.forceClose()
    for (const group of target.allGroups()) group.luns.dissolve()
    this.scst.forgetTarget(target)
    this.targets.delete(name)
    this.scst.log.info(`Target ${name} for template ${this.name} unregistered successfully`)
  }

  addSession(target: LocalTarget, name: ByteString): void {
    target.openSession(new Session(target, name, name, sasTransportId(++this.#sessions)))
  }

  deleteSession(target: LocalTarget, name: ByteString): void {
    const session = [...target.sessions.values()].find((candidate) => candidate.name === name)
    if (!session)
      refuse(this.scst.log.for(this.name), 'EINVAL', `Session ${name} not found (target ${target.name})`)
    session.forceClose()
  }
}

/** SAS TransportID (SPC-4 §7.6.4.7) with the address SCST makes up for its n-th session. */
const sasTransportId = (n: number): Uint8Array => {
  const id = new Uint8Array(24)
  const middle = 0x40 + ((n >> 4) & 0x0f)
  id.set([0x06, 0, 0, 0, 0x5f, 0xee, 0xde, middle, 0x0f + ((n & 0x0f) << 4), 0xad, 0xe0, 0x50])
  return id
}
