import type { TargetDriver } from '../core/driver.ts'
import type { Scst } from '../core/scst.ts'
import { asciiLowerCase } from '../lib/ascii.ts'
import type { ByteString } from '../lib/bytes.ts'
import type { Log } from '../lib/log.ts'
import { Refusal, refuse } from '../lib/refusal.ts'
import { Accounts } from './accounts.ts'
import { reachIsnsServer } from './isns-server.ts'
import { IscsiTarget } from './target.ts'

/** Longest target name that is kept, in bytes. */
const MAX_NAME = 255

/** Seen from the tree: `closed` while nobody serves it. */
export type OpenState = 'closed' | 'open' | 'closing'

export interface IsnsServer {
  readonly address: ByteString
  /** Only initiators that the server names may log in. */
  readonly accessControl: boolean
}

/** What the network side and the iSNS client are told. All are called after the change. */
export interface IscsiEvents {
  enabledChanged?(): void
  /** A target came, went, was enabled or disabled, or changed its alias. */
  targetChanged?(target: IscsiTarget): void
  /** Another server, which the network reaches, or none: register there, give the old registration up. */
  isnsServerChanged?(): void
}

/** The iSCSI target driver (RFC 7143): its settings and targets. The network side subscribes to `events`. */
export class IscsiDriver implements TargetDriver {
  readonly name = 'iscsi'
  readonly protocol = 5
  readonly hasEnable = true
  readonly checksProtection = false
  readonly scst: Scst
  readonly log: Log
  /** In creation order, which discovery shows; by true name. */
  readonly targets = new Map<ByteString, IscsiTarget>()
  readonly accounts: Accounts
  readonly events: IscsiEvents[] = []
  openState: OpenState = 'closed'
  /** Numeric addresses on which CHAP is not demanded. */
  internalPortals: readonly ByteString[] = []
  /** IPv6 link-local addresses are shown in discovery. */
  linkLocal = true
  isnsEntityName: ByteString = ''
  #isnsServer: IsnsServer | undefined
  /** How often it was asked to register. */
  #registrations = 0
  readonly #byLowerCase = new Map<ByteString, IscsiTarget>()
  #enabled = false
  #tid = 0

  constructor(scst: Scst) {
    this.scst = scst
    this.log = scst.log.for('iscsi-scst')
    this.accounts = new Accounts('global', this.log, (entry) => this.targets.has(entry))
    scst.drivers.set(this.name, this)
  }

  get enabled(): boolean {
    return this.#enabled
  }

  set enabled(on: boolean) {
    if (on === this.#enabled) return
    this.#enabled = on
    for (const events of this.events) events.enabledChanged?.()
  }

  get isnsServer(): IsnsServer | undefined {
    return this.#isnsServer
  }

  /**
   * The present registration is given up first, whatever comes of the new server. The last one that was asked for
   * counts, however long the network takes to reach the others.
   */
  async registerAt(server: IsnsServer | undefined): Promise<void> {
    const registration = ++this.#registrations
    this.#setIsnsServer(undefined)
    if (!server) return
    await reachIsnsServer(server.address)
    if (registration === this.#registrations) this.#setIsnsServer(server)
  }

  /** Without regard to case, as initiators name it. */
  findTarget(name: ByteString): IscsiTarget | undefined {
    return this.#byLowerCase.get(asciiLowerCase(name))
  }

  /** `prepare` sets what was asked for with it; when that fails nothing is left behind. */
  addTarget(name: ByteString, prepare?: (target: IscsiTarget) => void): IscsiTarget {
    const kept = name.slice(0, MAX_NAME)
    const target = new IscsiTarget(this, kept, this.#tid + 1)
    prepare?.(target)
    if (this.findTarget(kept)) throw new Refusal('EEXIST')
    this.#tid++
    this.targets.set(kept, target)
    this.#byLowerCase.set(asciiLowerCase(kept), target)
    this.scst.log.info(`Target ${kept} for template ${this.name} registered successfully`)
    this.targetChanged(target)
    return target
  }

  /** ENOENT; EBUSY while it has sessions. */
  deleteTarget(name: ByteString): void {
    const target = this.targets.get(name)
    if (!target) {
      refuse(this.log, 'ENOENT', `Target ${name} not found`)
    }
    if (target.sessions.size > 0) throw new Refusal('EBUSY')
    for (const group of target.allGroups()) group.luns.dissolve()
    this.scst.forgetTarget(target)
    this.targets.delete(name)
    this.#byLowerCase.delete(asciiLowerCase(name))
    target.enabled = false
    this.targetChanged(target)
    this.scst.log.info(`Target ${name} for template ${this.name} unregistered successfully`)
  }

  #setIsnsServer(server: IsnsServer | undefined): void {
    if (server === this.#isnsServer) return
    this.#isnsServer = server
    for (const events of this.events) events.isnsServerChanged?.()
  }

  targetChanged(target: IscsiTarget): void {
    for (const events of this.events) events.targetChanged?.(target)
  }
}
