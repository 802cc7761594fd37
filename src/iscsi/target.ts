import { Target } from '../core/target.ts'
import type { ByteString } from '../lib/bytes.ts'
import { matchesPattern } from '../lib/glob.ts'
import { Refusal } from '../lib/refusal.ts'
import { Accounts } from './accounts.ts'
import type { IscsiDriver } from './driver.ts'
import { defaultTargetParameters, type TargetParameters } from './login/keys.ts'

/** Where logins are sent instead (RFC 7143 §11.13.5, status class 1). */
export interface Redirect {
  /** Numeric, IPv6 in brackets. */
  readonly address: ByteString
  readonly port: number
  readonly type: 'temp' | 'perm'
}

/** Live values: they count for present sessions too. Times in seconds. */
export interface TargetLimits {
  queuedCommands: number
  rspTimeout: number
  /** 0: no NOP-In is sent. */
  nopInInterval: number
  nopInTimeout: number
  /** 0: no limit. */
  maxSessions: number
}

export class IscsiTarget extends Target {
  readonly iscsi: IscsiDriver
  /** Number of the target in the driver's life. */
  readonly tid: number
  alias: ByteString = ''
  /** Groups match `initiator#portal`. */
  perPortalAcl = false
  redirect: Redirect | undefined
  /** Patterns of portal addresses by entry name. */
  readonly allowedPortals = new Map<ByteString, ByteString>()
  readonly accounts: Accounts
  /** What it brings to the negotiation of the next session. */
  readonly parameters: TargetParameters = defaultTargetParameters()
  readonly limits: TargetLimits = {
    queuedCommands: 32,
    rspTimeout: 90,
    nopInInterval: 30,
    nopInTimeout: 30,
    maxSessions: 0,
  }
  /** Called after one of `limits` changed. */
  onLimitsChange: (() => void) | undefined

  constructor(driver: IscsiDriver, name: ByteString, tid: number) {
    super(driver.scst, driver, name)
    this.iscsi = driver
    this.tid = tid
    this.accounts = new Accounts(name, driver.log)
  }

  /** What groups match for an initiator that comes in on the portal. */
  fullInitiatorName(initiator: ByteString, portal: ByteString): ByteString {
    return this.perPortalAcl ? `${initiator}#${portal}` : initiator
  }

  /** No positive pattern or one that matches, and no negated one that hits. `portal`: numeric, without port. */
  allowsPortal(portal: ByteString): boolean {
    const patterns = [...this.allowedPortals.values()]
    const positive = patterns.filter((pattern) => !pattern.startsWith('!'))
    const negative = patterns.filter((pattern) => pattern.startsWith('!'))
    const matches = (pattern: ByteString) => matchesPattern(pattern, portal)
    return (positive.length === 0 || positive.some(matches)) && negative.every(matches)
  }

  addAllowedPortal(pattern: ByteString): void {
    if ([...this.allowedPortals.values()].includes(pattern)) throw new Refusal('EINVAL')
    let entry = 'allowed_portal'
    for (let n = 1; this.allowedPortals.has(entry); n++) entry = `allowed_portal${n}`
    this.allowedPortals.set(entry, pattern)
  }

  /** EEXIST when another entry has the pattern. */
  replaceAllowedPortal(entry: ByteString, pattern: ByteString): void {
    for (const [name, present] of this.allowedPortals) {
      if (name !== entry && present === pattern) throw new Refusal('EEXIST')
    }
    this.allowedPortals.set(entry, pattern)
  }

  deleteAllowedPortal(pattern: ByteString): void {
    for (const [entry, present] of this.allowedPortals) {
      if (present === pattern) {
        this.allowedPortals.delete(entry)
        return
      }
    }
    throw new Refusal('EINVAL')
  }

  override enable(on: boolean): void {
    const before = this.enabled
    super.enable(on)
    if (before !== on) this.iscsi.targetChanged(this)
  }
}
