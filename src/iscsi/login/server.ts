import type { ByteString } from '../../lib/bytes.ts'
import { expanded } from '../../lib/ip-address.ts'
import type { Log } from '../../lib/log.ts'
import type { Access } from '../access.ts'
import type { IscsiDriver } from '../driver.ts'
import { firstValue, type Pair } from '../pairs.ts'
import { type IscsiSession, sessionsOf } from '../session.ts'
import type { IscsiTarget } from '../target.ts'
import { Chap } from './chap.ts'
import { KEYS, type Key } from './keys.ts'
import { nameFault } from './names.ts'
import { type Agreed, keyNamed, Negotiation, NOT_UNDERSTOOD } from './negotiate.ts'
import { LoginDropped, LoginError } from './status.ts'

/** What a login is decided with: the same for all connections of a daemon. */
export interface LoginRules {
  readonly driver: IscsiDriver
  readonly log: Log
  readonly access: Access
  /** Logins are put off (SIGUSR1). */
  readonly suspended: boolean
  readonly chapStrict: boolean
  /** Sessions that the daemon may have in all. */
  readonly hasRoom: boolean
}

/** Both ends of the connection, numeric. */
export interface Origin {
  readonly address: ByteString
  readonly port: number
  readonly portal: ByteString
  readonly portalPort: number
}

/** What one Login Request says, its text joined. */
export interface LoginStep {
  readonly csg: number
  readonly nsg: number
  readonly transit: boolean
  readonly versionMin: number
  readonly isid: Uint8Array
  readonly tsih: number
  readonly cid: number
  readonly pairs: readonly Pair[]
}

/** A step that succeeded; `full`: the login phase ends with it. */
export interface LoginReply {
  readonly keys: readonly Pair[]
  readonly transit: boolean
  readonly full: boolean
}

/** Whom the connection serves once it is in full feature phase. */
export interface Login {
  readonly initiator: ByteString
  /** undefined: a discovery session. */
  readonly target: IscsiTarget | undefined
  /** The session whose connection this login replaces. */
  readonly continues: IscsiSession | undefined
  readonly isid: Uint8Array
  readonly cid: number
  readonly agreed: Agreed
  /** `agreed` for the log. */
  readonly summary: readonly string[]
}

const SECURITY = 0
const OPERATIONAL = 1
const FULL_FEATURE = 3

type Stage = 'free' | 'security' | 'authentication' | 'security done' | 'operational' | 'full feature'

/** Keys that only a target sends; an initiator's are not understood, and a second one is an error all the same. */
const TARGET_ONLY = new Set(['targetalias', 'targetaddress', 'targetportalgrouptag'])

/** The target's side of one login phase (RFC 7143 §6.3): steps in, replies out, a LoginError where it ends. */
export class LoginServer {
  readonly #rules: LoginRules
  readonly #origin: Origin
  #stage: Stage = 'free'
  #initiator = ''
  #target: IscsiTarget | undefined
  #continues: IscsiSession | undefined
  #isid: Uint8Array = new Uint8Array(6)
  #cid = 0
  #negotiation = new Negotiation()
  #chap: Chap | undefined
  readonly #seen = new Map<string, ByteString>()

  constructor(rules: LoginRules, origin: Origin) {
    this.#rules = rules
    this.#origin = origin
  }

  /** For log lines: who is it, and where does he want to go. */
  get subject(): string {
    const { address, port, portal, portalPort } = this.#origin
    const target = this.#target === undefined ? '' : `, target ${this.#target.name}`
    return `${address}:${port} to ${portal}:${portalPort}${target}`
  }

  get initiator(): ByteString {
    return this.#initiator
  }

  get login(): Login {
    return {
      initiator: this.#initiator,
      target: this.#target,
      continues: this.#continues,
      isid: this.#isid,
      cid: this.#cid,
      agreed: this.#negotiation.agreed(),
      summary: this.#negotiation.summary(),
    }
  }

  /** The login is over, however it ended. */
  close(): void {
    this.#chap?.close()
  }

  answer(step: LoginStep): LoginReply {
    const keys = this.#answerStage(step)
    if (this.#stage === 'authentication' || !step.transit) return { keys, transit: false, full: false }
    this.#transit(step)
    return { keys, transit: true, full: this.#stage === 'full feature' }
  }

  #answerStage(step: LoginStep): readonly Pair[] {
    if (step.csg === SECURITY) return this.#security(step)
    if (step.csg === OPERATIONAL) return this.#operational(step)
    throw wrongStage(`stage ${step.csg} in a login request`)
  }

  #security(step: LoginStep): readonly Pair[] {
    switch (this.#stage) {
      case 'free': {
        const first = this.#begin(step)
        this.#stage = 'security'
        return [...first, ...this.#chooseMethod(step.pairs, true)]
      }
      case 'security':
        this.#refuseRepeated(step.pairs)
        return this.#chooseMethod(step.pairs, false)
      case 'authentication': {
        this.#refuseRepeated(step.pairs)
        const { keys, done } = this.#chap!.answer(step.pairs)
        if (done) this.#stage = 'security done'
        return keys
      }
      default:
        throw wrongStage('security negotiation is over')
    }
  }

  #operational(step: LoginStep): readonly Pair[] {
    if (this.#stage === 'free') {
      const first = this.#begin(step)
      if (this.#accounts.demandsChap && !this.#isInternalPortal) {
        throw new LoginError('authentication failure', { reason: 'CHAP is required', csg: SECURITY })
      }
      this.#stage = 'operational'
      return [...first, ...this.#negotiation.answer(step.pairs)]
    }
    if (this.#stage !== 'operational')
      throw wrongStage('operational stage before the security stage has ended')
    this.#refuseRepeated(step.pairs)
    return this.#negotiation.answer(step.pairs)
  }

  #transit({ csg, nsg }: LoginStep): void {
    if (nsg === FULL_FEATURE) this.#stage = 'full feature'
    else if (nsg === OPERATIONAL && csg === SECURITY) this.#stage = 'operational'
    else throw wrongStage(`transition from stage ${csg} to ${nsg}`)
  }

  /** The checks of the first request; answers the keys that every first response has (RFC 7143 §6.3.1). */
  #begin(step: LoginStep): readonly Pair[] {
    if (step.versionMin > 0) {
      throw new LoginError('unsupported version', {
        reason: `Version-min ${step.versionMin}, only 0 is supported`,
        csg: SECURITY,
      })
    }
    this.#isid = Uint8Array.from(step.isid)
    this.#cid = step.cid
    this.#initiator = firstValue(step.pairs, 'InitiatorName') ?? ''
    if (this.#initiator === '')
      throw new LoginError('missing parameter', { reason: 'InitiatorName is missing' })
    this.#refuseRepeated(step.pairs)
    const fault = nameFault(this.#initiator)
    if (fault !== undefined) throw new LoginError('initiator error', { reason: fault })
    if (this.#rules.suspended) {
      throw new LoginError('service unavailable', { reason: 'service temporarily unavailable' })
    }
    const tag: Pair = ['TargetPortalGroupTag', '1']
    if (this.#isDiscovery(step.pairs)) return [tag]
    const target = this.#findTarget(step.pairs)
    this.#target = target
    this.#negotiation = new Negotiation(target.parameters)
    this.#admit(target)
    this.#findSession(target, step)
    return target.alias === '' ? [tag] : [['TargetAlias', target.alias], tag]
  }

  #isDiscovery(pairs: readonly Pair[]): boolean {
    const type = firstValue(pairs, 'SessionType') ?? 'Normal'
    if (type === 'Discovery' || type === 'Normal') return type === 'Discovery'
    throw new LoginError('session type not supported', { reason: `SessionType=${type}` })
  }

  #findTarget(pairs: readonly Pair[]): IscsiTarget {
    const name = firstValue(pairs, 'TargetName')
    if (name === undefined) throw new LoginError('missing parameter', { reason: 'TargetName is missing' })
    const target = this.#rules.driver.findTarget(name)
    if (target === undefined) throw new LoginError('not found', { reason: `Target ${name} not found` })
    return target
  }

  #admit(target: IscsiTarget): void {
    const { address, portal } = this.#origin
    if (!this.#rules.driver.enabled) {
      throw new LoginDropped(`Connect from ${address} to disabled iSCSI-SCST refused`)
    }
    if (!target.enabled) {
      throw new LoginDropped(`Connect from ${address} to disabled target ${target.name} refused`)
    }
    const refusal = this.#rules.access.refusal(target, { initiator: this.#initiator, address, portal })
    if (refusal !== undefined) {
      const reason = `Initiator ${this.#initiator} not allowed to connect to target ${target.name} - ${refusal}`
      throw new LoginError('not found', { reason })
    }
    this.#redirect(target)
  }

  /** Unless the connection came in where it would be sent to (ports are not compared). */
  #redirect({ redirect }: IscsiTarget): void {
    if (redirect === undefined || sameHost(redirect.address, this.#origin.portal)) return
    const targetAddress = `${redirect.address}:${redirect.port}`
    const status = redirect.type === 'temp' ? 'target moved temporarily' : 'target moved permanently'
    throw new LoginError(status, { reason: `redirected to ${targetAddress}`, targetAddress })
  }

  /** Whether this login goes on with a session, begins one or replaces one (RFC 7143 §6.3.1, §6.3.4, §6.3.5). */
  #findSession(target: IscsiTarget, { tsih, cid }: LoginStep): void {
    if (tsih === 0) {
      checkRoom(this.#rules, target, this.login)
      return
    }
    const sessions = sessionsOf(target, this.#initiator, this.#isid)
    const session = sessions.find(({ isLive }) => isLive)
    if (session === undefined) {
      const reason = `Requested TSIH not 0 (TSIH ${tsih}, tid ${target.tid}, initiator ${this.#initiator})`
      throw new LoginError('session does not exist', { reason })
    }
    if (tsih !== session.tsih) {
      const reason = `TSIH for existing session sid 0x${session.sid}) doesn't match (${tsih})`
      throw new LoginError('session does not exist', { reason })
    }
    const name = target.fullInitiatorName(this.#initiator, this.#origin.portal)
    if (name !== session.name) {
      const reason = `the session is that of ${session.name}, not of ${name}`
      throw new LoginError('session does not exist', { reason })
    }
    if (session.cid !== cid) {
      const reason = `Only a single connection supported (initiator ${this.#initiator})`
      throw new LoginError('too many connections', { reason })
    }
    this.#continues = session
  }

  get #accounts() {
    return (this.#target ?? this.#rules.driver).accounts
  }

  get #isInternalPortal(): boolean {
    return this.#rules.driver.internalPortals.includes(this.#origin.portal)
  }

  /** AuthMethod (RFC 7143 §12.1); without one a target that has no users takes None for granted. */
  #chooseMethod(pairs: readonly Pair[], isFirst: boolean): Pair[] {
    const answers: Pair[] = []
    let offered = false
    for (const [name, value] of pairs) {
      const key = keyNamed(name)
      if (key === 'AuthMethod') {
        offered = true
        answers.push([name, this.#method(value)])
      } else if (key === undefined || !isLoginKey(KEYS[key])) answers.push([name, NOT_UNDERSTOOD])
    }
    if (isFirst && !offered && this.#accounts.demandsChap) {
      throw new LoginError('authentication failure', { reason: 'no AuthMethod is offered' })
    }
    return answers
  }

  #method(list: ByteString): ByteString {
    const wanted = this.#accounts.demandsChap ? 'CHAP' : 'None'
    if (!list.split(',').includes(wanted)) {
      throw new LoginError('authentication failure', { reason: `AuthMethod=${list}, ${wanted} is required` })
    }
    if (wanted === 'CHAP') this.#startChap()
    return wanted
  }

  #startChap(): void {
    const accounts = this.#accounts
    this.#chap = new Chap(
      {
        secretOf: (user) => accounts.secretOf(user),
        get self() {
          return accounts.self
        },
        get demandsChap() {
          return accounts.demandsChap
        },
      },
      this.#initiator,
      { strict: this.#rules.chapStrict, discovery: this.#target === undefined },
    )
    this.#stage = 'authentication'
  }

  /**
   * A key that comes twice in one login (RFC 7143 §6.3). Who only says in a later request again who it is, as libiscsi
   * does when its account was not asked for, is let be.
   */
  #refuseRepeated(pairs: readonly Pair[]): void {
    const earlier = new Set(this.#seen.keys())
    for (const [name, value] of pairs) {
      const key = keyNamed(name)?.toLowerCase() ?? name.toLowerCase()
      if (keyNamed(name) === undefined && !TARGET_ONLY.has(key)) continue
      if (earlier.has(key) && IDENTITY.has(key) && this.#seen.get(key) === value) continue
      if (this.#seen.has(key)) throw new LoginError('initiator error', { reason: `${name} is offered twice` })
      this.#seen.set(key, value)
    }
  }
}

/** A session more must fit, unless the initiator port has one that it replaces. Asked when a login begins and ends. */
export function checkRoom(
  { hasRoom }: Pick<LoginRules, 'hasRoom'>,
  target: IscsiTarget,
  { initiator, isid }: Pick<Login, 'initiator' | 'isid'>,
): void {
  if (sessionsOf(target, initiator, isid).length > 0) return
  const { maxSessions } = target.limits
  if (maxSessions > 0 && target.sessions.size >= maxSessions) {
    const reason = `Initiator ${initiator} not allowed to connect to target ${target.name} - max sessions limit reached (${maxSessions})`
    throw new LoginError('out of resources', { reason })
  }
  if (!hasRoom) throw new LoginError('out of resources', { reason: 'too many sessions' })
}

/** Keys that say who the login is of. */
const IDENTITY: ReadonlySet<string> = new Set(['initiatorname', 'targetname', 'sessiontype'])

/** Keys that belong to the login as a whole, and iSER's, which nobody answers. */
const isLoginKey = (key: Key): boolean =>
  key.kind === 'declared' || (key.kind === 'fixed' && key.answer === undefined)

const wrongStage = (reason: string) => new LoginError('initiator error', { reason, csg: SECURITY })

const sameHost = (redirected: ByteString, portal: ByteString): boolean =>
  expanded(redirected.replace(/^\[|\]$/g, '')) === expanded(portal)
