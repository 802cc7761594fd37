import type { Lun } from '../core/lun-map.ts'
import { LunNexus } from '../core/lun-nexus.ts'
import { Session } from '../core/session.ts'
import { type ByteString, toBuffer } from '../lib/bytes.ts'
import { serialLess } from '../lib/serial.ts'
import type { ITLNexus } from '../scsi/itl-nexus.ts'
import type { SenseCode } from '../scsi/sense.ts'
import { nexusLoss } from '../scsi/task-management.ts'
import { CommandWindow } from './command-window.ts'
import type { Agreed } from './login/negotiate.ts'
import type { Login } from './login/server.ts'
import { OwedData } from './owed-data.ts'
import { sessionStates } from './session-states.ts'
import type { IscsiTarget } from './target.ts'
import type { Transfer } from './transfer.ts'

/** What a session knows of its connection, and the tree shows. */
export interface SessionConnection {
  /** Name of its directory. */
  readonly directory: string
  readonly cid: number
  readonly ip: string
  readonly targetIp: string
  readonly state: string
  /** Ends it at once; `announce` sends the initiator an asynchronous message first. */
  close(reason: string, options?: { announce: boolean }): void
  /** An asynchronous message with sense data (RFC 7143 §11.9). */
  report(lun: number, event: SenseCode): void
  /** The command window may have opened without a PDU to tell so. */
  windowChanged(): void
}

/** A normal session in full feature phase: an I_T nexus, its command numbers and its one connection. */
export class IscsiSession extends Session {
  readonly iscsiTarget: IscsiTarget
  readonly isid: Uint8Array
  /** As it stands in PDUs. */
  readonly tsih: number
  readonly sid: string
  cid: number
  parameters: Agreed
  readonly window = new CommandWindow()
  /** Commands that are not answered, by initiator task tag. */
  readonly transfers = new Map<number, Transfer>()
  readonly owedData = new OwedData()
  readonly states = sessionStates()
  #connection: SessionConnection | undefined
  /** Sessions of the same initiator port, oldest first, that this one replaces and that come to their end. */
  #predecessors: readonly IscsiSession[] = []
  /** Tasks of old connections that still come to their end. */
  #reconnecting = 0
  /** Commands that wait for that end. */
  #held: (() => void)[] = []
  #ending: Promise<void> | undefined
  /** Task management functions that wait for commands sent before them; no `lun`: every one. */
  #aborting: { readonly cmdSN: number; readonly lun: number | undefined }[] = []

  /** `number`: counts sessions from 1; SCST shows it in `sid` and sends it least significant byte first. */
  constructor(target: IscsiTarget, login: Login, portal: ByteString, number: number) {
    const { initiator, isid } = login
    super(target, target.fullInitiatorName(initiator, portal), initiator, transportId(initiator, isid))
    this.iscsiTarget = target
    this.isid = isid
    this.cid = login.cid
    this.tsih = ((number & 0xff) << 8) | (number >> 8)
    this.sid = sidText(number, isid)
    this.parameters = login.agreed
    this.window.limit = target.limits.queuedCommands
    this.states.on('login begins')
  }

  /** Neither ended nor about to be. */
  get isLive(): boolean {
    return this.states.state === 'LOGGED_IN' && this.#ending === undefined
  }

  get reinstating(): boolean {
    return this.#predecessors.length > 0 || this.#reconnecting > 0
  }

  /** iSCSI, with the level that was negotiated (RFC 7144 §4.2). */
  get versionDescriptors(): readonly number[] {
    return [0x0960 + (this.parameters.iSCSIProtocolLevel ?? 0)]
  }

  /** The functions of RFC 7144 were agreed on. */
  get hasSam5(): boolean {
    return (this.parameters.iSCSIProtocolLevel ?? 1) >= 2
  }

  /** By directory name, for the tree. */
  get connections(): ReadonlyMap<string, SessionConnection> {
    return new Map(this.#connection === undefined ? [] : [[this.#connection.directory, this.#connection]])
  }

  /** Its connection has reached full feature phase; the session that it replaces, or its old connection, ends. */
  connect(connection: SessionConnection, { agreed, summary }: Pick<Login, 'agreed' | 'summary'>): void {
    if (this.states.state === 'ACTIVE') this.#open(connection, summary)
    else this.#reconnect(connection, agreed).catch((error: unknown) => this.#failed(error))
  }

  /** Immediate commands that are not answered. */
  get immediateCommands(): number {
    let count = 0
    for (const { immediate } of this.transfers.values()) if (immediate) count++
    return count
  }

  /** The tag is that of a task management function that is not answered. */
  isManaging(tag: number): boolean {
    for (const each of this.taskManagement) if (each.tag === tag) return true
    return false
  }

  /** The tag is in use. */
  hasTask(itt: number): boolean {
    return this.transfers.has(itt) || this.isManaging(itt)
  }

  /**
   * Commands that no task set knows, as they wait for their turn or only for data that are to come, end without an
   * answer. Answers the commands themselves, those that run among them.
   */
  dropWaiting(covers: (transfer: Transfer) => boolean = () => true): readonly Transfer[] {
    const covered = [...this.transfers.values()].filter(covers)
    for (const transfer of covered) if (!transfer.isRunning) transfer.drop()
    return covered
  }

  /** A task management function covers the command, which came behind it although it was sent before. */
  isAborting(transfer: Transfer): boolean {
    if (this.#aborting.length === 0 || transfer.immediate) return false
    return this.#aborting.some(
      ({ cmdSN, lun }) => serialLess(transfer.cmdSN, cmdSN) && (lun === undefined || lun === transfer.lun),
    )
  }

  /** Commands before `cmdSN` that are still to come are dropped; resolves when the last of them has (RFC 7143 §4.2.3.3). */
  async abortEarlier(cmdSN: number, lun?: number): Promise<void> {
    const entry = { cmdSN, lun }
    this.#aborting.push(entry)
    await this.window.reached(cmdSN)
    this.#aborting = this.#aborting.filter((each) => each !== entry)
  }

  /** The initiator logs out: its tasks and the nexus end, the connection stays for the answer. */
  async leave(): Promise<void> {
    if (this.states.can('logged out')) this.states.on('logged out')
    await this.#endCommands()
    this.target.closeSession(this)
  }

  /** The connection is gone; when it is no longer the session's own, that is no loss. */
  connectionEnded(connection: SessionConnection, reason: string): Promise<void> {
    return this.#connection === connection ? this.end(reason) : Promise.resolve()
  }

  /**
   * The initiator port has one session (RFC 7143 §4.4.3). Which ones this replaces shows only now: another login of the
   * same port may have succeeded in the meantime, and a lost session may still wait for its tasks.
   */
  #open(connection: SessionConnection, summary: readonly string[]): void {
    this.#connection = connection
    this.states.on('login succeeds')
    this.#predecessors = sessionsOf(this.iscsiTarget, this.initiatorName, this.isid)
    this.target.openSession(this)
    for (const line of summary) this.iscsiTarget.iscsi.log.info(line)
    this.#logLimits()
    if (!this.reinstating) return
    void Promise.all(this.#predecessors.map((each) => each.end('session reinstatement'))).then(() => {
      this.#predecessors = []
      this.#begin()
    })
  }

  /** Another connection takes the place of the present one (RFC 7143 §6.3.4); its tasks end. */
  async #reconnect(connection: SessionConnection, agreed: Agreed): Promise<void> {
    const old = this.#connection
    this.#connection = connection
    this.parameters = agreed
    this.#reconnecting++
    const cleared = new Set([...this.transfers.values()].map(({ lun }) => lun))
    const ended = this.#endCommands()
    this.transfers.clear()
    this.window.active = 0
    old?.close('connection reinstatement')
    await ended
    this.#reconnecting--
    for (const lun of cleared) this.luns.get(lun)?.attend(COMMANDS_CLEARED)
    this.#begin()
  }

  /** Runs a command when the replaced session has ended. */
  hold(run: () => void): void {
    this.#held.push(run)
  }

  /** The connection is gone, or must go: tasks end without answers, the nexus is lost. Resolves when all of it is. */
  end(reason: string, options?: { announce: boolean }): Promise<void> {
    this.#ending ??= Promise.resolve()
      .then(() => this.#end(reason, options))
      .catch((error: unknown) => this.#failed(error))
    return this.#ending
  }

  override forceClose(): void {
    this.iscsiTarget.iscsi.log.info(
      `Force closing session ${this.sid} with initiator ${this.name} (${this.directory})`,
    )
    void this.end('forced', { announce: true })
  }

  override addLun(lun: Lun): void {
    const nexus = new LunNexus(this, lun)
    this.luns.set(lun.number, nexus)
    nexus.lu.attach(nexus, this.#predecessors.at(-1)?.luns.get(lun.number))
  }

  /** An event as asynchronous message instead of a unit attention, as SCST does unless `aen_disabled` is set. */
  notify(lun: number, event: SenseCode): boolean {
    if (this.target.aenDisabled || this.#connection === undefined || !this.isLive) return false
    this.#connection.report(lun, event)
    return true
  }

  /** The initiator takes smaller or larger segments from now on (RFC 7143 §13.12). */
  redeclare(MaxXmitDataSegmentLength: number): void {
    this.parameters = { ...this.parameters, MaxXmitDataSegmentLength }
  }

  limitsChanged(): void {
    this.window.limit = this.iscsiTarget.limits.queuedCommands
    this.#logLimits()
    this.#connection?.windowChanged()
  }

  #logLimits(): void {
    const { iscsi, limits } = this.iscsiTarget
    const { queuedCommands, rspTimeout, nopInInterval, nopInTimeout } = limits
    iscsi.log.info(
      `Target parameters set for session ${this.sid}: QueuedCommands ${queuedCommands}, Response timeout ${rspTimeout}, Nop-In interval ${nopInInterval}, Nop-In timeout ${nopInTimeout}`,
    )
  }

  #begin(): void {
    if (this.reinstating) return
    const held = this.#held
    this.#held = []
    for (const run of held) run()
  }

  async #end(reason: string, options?: { announce: boolean }): Promise<void> {
    if (this.states.can('failed')) this.states.on('failed')
    const connection = this.#connection
    connection?.close(reason, options)
    await Promise.all([this.#endCommands(), ...this.#predecessors.map((each) => each.end(reason))])
    this.target.closeSession(this)
    this.#connection = undefined
    if (this.states.can('cleaned up')) this.states.on('cleaned up')
  }

  /** A fault of ours: whatever it left of the session is taken off the target. */
  #failed(error: unknown): void {
    this.iscsiTarget.iscsi.log.error(`${this.name}: ${error instanceof Error ? error.stack : String(error)}`)
    this.target.closeSession(this)
  }

  /**
   * Of all its commands none is answered and none begins any more (RFC 7143 §11.14.5). Resolves when those that ran have
   * ended, also on units that the session has no more: others would wait for them.
   */
  async #endCommands(): Promise<void> {
    this.#held = []
    this.window.forget()
    this.owedData.forget()
    const nexuses = new Set<ITLNexus>(this.luns.values())
    for (const { task } of this.dropWaiting()) if (task.nexus !== undefined) nexuses.add(task.nexus)
    await Promise.all([...nexuses].map(nexusLoss))
  }
}

/** The sessions that an initiator port has at the target, oldest first: one, and those that come to their end. */
export const sessionsOf = (target: IscsiTarget, initiator: ByteString, isid: Uint8Array): IscsiSession[] =>
  [...target.sessions.values()].filter(
    (session): session is IscsiSession =>
      session instanceof IscsiSession &&
      session.initiatorName === initiator &&
      Buffer.compare(session.isid, isid) === 0,
  )

/** UNIT ATTENTION, SOME COMMANDS CLEARED BY ISCSI PROTOCOL EVENT (RFC 7143 §11.14.5). */
const COMMANDS_CLEARED: SenseCode = { key: 6, asc: 0x47, ascq: 0x7f }

/** TSIH above, the ISID's bytes in reverse below, as one hexadecimal number (as SCST). */
const sidText = (number: number, isid: Uint8Array): string =>
  ((BigInt(number) << 48n) | BigInt(`0x${Buffer.from(isid).reverse().toString('hex')}`)).toString(16)

/** TransportID of format 01b (SPC-4 §7.6.4.6): the port's name, which is name, `,i,0x` and the ISID (RFC 7143 §4.4.2). */
function transportId(initiator: ByteString, isid: Uint8Array): Uint8Array {
  const name = toBuffer(`${initiator},i,0x${Buffer.from(isid).toString('hex')}\0`)
  const length = Math.max(20, (name.length + 3) & ~3)
  const id = Buffer.alloc(4 + length)
  id[0] = 0x45
  id.writeUInt16BE(length, 2)
  name.copy(id, 4)
  return id
}
