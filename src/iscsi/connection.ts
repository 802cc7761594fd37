import type { Socket } from 'node:net'
import { bracketed, expanded } from '../lib/ip-address.ts'
import type { Log } from '../lib/log.ts'
import { serialAdd } from '../lib/serial.ts'
import type { SenseCode } from '../scsi/sense.ts'
import { CommandWindow } from './command-window.ts'
import { connectionStates } from './connection-states.ts'
import { DATA_FAULT } from './data-out.ts'
import type { DiscoveryRules } from './discovery.ts'
import { serveDiscovery, serveFullFeature } from './full-feature.ts'
import { Incoming } from './incoming.ts'
import type { Agreed } from './login/negotiate.ts'
import { LOGIN_DATA_LENGTH, LoginPhase } from './login/phase.ts'
import type { Login, LoginRules, Origin } from './login/server.ts'
import { asyncMessage, asyncSense, nopIn, readyToTransfer, rejection } from './messages.ts'
import { TextExchange } from './on/text.ts'
import { Outbox } from './outbox.ts'
import { DataOut } from './pdu/data.ts'
import { LoginRequest } from './pdu/login.ts'
import { REQUEST, RESERVED_TAG } from './pdu/opcode.ts'
import type { RejectReason } from './pdu/reject.ts'
import type { PduReader } from './reader.ts'
import type { IscsiSession, SessionConnection } from './session.ts'
import type { SlabPool } from './slab.ts'
import { SolicitedData } from './solicited-data.ts'
import type { Transfer, TransferHost } from './transfer.ts'
import { Wire, type WireOwner } from './wire.ts'

/** What a connection needs of the portal that accepted it. */
export interface ConnectionHost extends LoginRules, DiscoveryRules {
  readonly pool: SlabPool
  /** Solicited data of all connections, in bytes. */
  readonly solicited: { bytes: number }
  /** Coarse time in ms. */
  readonly now: number
  /** Makes the session of a successful login, or finds the one that goes on; a LoginError when it cannot. */
  admit(login: Login, connection: Connection): IscsiSession
  /** Nothing of it is left. */
  gone(connection: Connection): void
}

/** TSIH of every discovery session, as it stands in PDUs. */
const DISCOVERY_TSIH = 0x0100

/** What the negotiation decides of data transfer. */
type Limits = Pick<
  Agreed,
  'MaxXmitDataSegmentLength' | 'MaxBurstLength' | 'FirstBurstLength' | 'MaxOutstandingR2T'
>

/** Errors of one connection that are logged in a second. */
const LOG_LINES = 20

const BEFORE_LOGIN: Limits = {
  MaxXmitDataSegmentLength: LOGIN_DATA_LENGTH,
  MaxBurstLength: 262144,
  FirstBurstLength: 65536,
  MaxOutstandingR2T: 1,
}

/**
 * One connection (RFC 7143 §4.2), from accept to the end of its last command. Nothing that it receives or fails at
 * gets past it: what is not the initiator's fault is logged with its stack, and the connection is closed.
 */
export class Connection implements WireOwner, SessionConnection, TransferHost {
  readonly host: ConnectionHost
  readonly log: Log
  readonly origin: Origin
  readonly directory: string
  readonly outbox: Outbox
  readonly pdu: Incoming
  readonly states = connectionStates()
  readonly solicited: SolicitedData
  textExchange = new TextExchange()
  session: IscsiSession | undefined
  limits: Limits = BEFORE_LOGIN
  readonly accepted: number
  /** When the last PDU came, in ms. */
  lastReceived: number
  /** A NOP-In that is not answered: its tag, and when it was sent. */
  ping: { readonly ttt: number; readonly since: number } | undefined
  readonly #wire: Wire
  readonly #login: LoginPhase
  readonly #dataOut = DataOut.cursor()
  #dataOutOf: Transfer | undefined
  /** Tag of the sequence that ends with the Data-Out at hand; none when it goes on. */
  #ended = RESERVED_TAG
  #ttt = 0
  #markEnded: () => void = () => {}
  /** Resolves when nothing of it is left. */
  readonly ended = new Promise<void>((resolve) => {
    this.#markEnded = resolve
  })

  constructor(host: ConnectionHost, accepted: Socket, origin: Origin) {
    this.host = host
    this.log = host.log.limited(LOG_LINES)
    this.origin = origin
    this.directory = expanded(origin.address)
    this.accepted = host.now
    this.lastReceived = host.now
    this.solicited = new SolicitedData(host.solicited)
    this.#wire = new Wire(host.pool, accepted, this, LOGIN_DATA_LENGTH)
    this.pdu = new Incoming(this.#wire.reader)
    this.outbox = new Outbox(this.#wire.writer, new CommandWindow(), () => this.#wire.flushSoon())
    this.#wire.beforeFlush = () => this.outbox.openTransfer?.setAside()
    this.#login = new LoginPhase(host, origin, this.outbox)
    this.states.on('accepted')
  }

  start(): void {
    this.#wire.start()
  }

  get now(): number {
    return this.host.now
  }

  /** For log lines: who is it, from where to where. */
  get name(): string {
    return this.session === undefined ? this.#login.subject : `${this.session.name} (${this.#login.subject})`
  }

  get initiator(): string {
    return this.#login.initiator
  }

  get reader(): PduReader {
    return this.#wire.reader
  }

  get window(): CommandWindow {
    return this.outbox.window
  }

  get isLoggedIn(): boolean {
    return this.states.state !== 'XPT_UP' && this.states.state !== 'IN_LOGIN'
  }

  get isClosing(): boolean {
    return this.#wire.isClosing
  }

  /** Its socket is destroyed, or about to be. */
  get isAborted(): boolean {
    return this.#wire.isDestroyed
  }

  get isDiscovery(): boolean {
    return this.session === undefined && this.isLoggedIn
  }

  /** Since when the peer has taken nothing of what waits for it, in ms. */
  get stalledSince(): number {
    return this.#wire.stalledSince()
  }

  /* SessionConnection: what the tree shows, and what the session asks for. */

  get cid(): number {
    return this.session?.cid ?? 0
  }

  get ip(): string {
    return this.origin.address.includes(':') ? expanded(this.origin.address) : this.origin.address
  }

  get targetIp(): string {
    return bracketed(this.origin.portal)
  }

  get state(): string {
    if (this.isClosing) return 'closing'
    const words = [
      ...(this.#wire.isReading ? ['read_processing'] : []),
      ...(this.outbox.writer.backlog > 0 ? ['write_processing'] : []),
      ...(this.session?.reinstating ? ['reinstating'] : []),
    ]
    return words.length > 0 ? words.map((word) => `${word} `).join('') : 'established idle '
  }

  report(lun: number, event: SenseCode): void {
    this.outbox.send(asyncMessage('SCSI event', { lun }), asyncSense(event))
  }

  windowChanged(): void {
    if (this.session !== undefined) this.outbox.tellWindow()
  }

  close(reason: string, options?: { announce: boolean }): void {
    if (this.isClosing) return
    if (options?.announce && this.session !== undefined) {
      this.outbox.send(asyncMessage('connection dropped', { cid: this.cid }))
    }
    this.log.debug(`Closing connection of ${this.name}: ${reason}`)
    this.#wire.end()
    void this.session?.connectionEnded(this, reason)
  }

  /** The process ends: nobody waits for the peer. */
  abort(): void {
    this.#wire.destroy()
  }

  /* PduSink: what the reader finds. */

  received(at: number, ahsLength: number, dataAt: number, dataLength: number, digestOk: boolean): void {
    this.#wire.spendPdu()
    this.#wire.spend(dataLength)
    this.lastReceived = this.host.now
    this.pdu.set(at, ahsLength, dataAt, dataLength, digestOk)
    if (this.session !== undefined) serveFullFeature(this, this.session)
    else if (this.isLoggedIn) serveDiscovery(this)
    else this.#serveLogin()
  }

  dataOutBegin(at: number, dataLength: number): void {
    this.#wire.spendPdu()
    this.lastReceived = this.host.now
    this.pdu.set(at, 0, at, 0, true)
    if (this.session === undefined) {
      this.#serveOther()
      return
    }
    const header = this.#dataOut
    header.move(this.reader.bytes, at)
    const transfer = this.session.transfers.get(header.itt)
    this.#dataOutOf = transfer
    this.#ended = header.final ? header.ttt : RESERVED_TAG
    if (transfer === undefined) return
    this.#wire.spend(dataLength)
    if (transfer.out !== undefined) {
      transfer.out.begin(header)
      return
    }
    this.log.error(`Unexpected unsolicited data (${transfer.describe()}) from ${this.name}`)
    transfer.breakRule(DATA_FAULT['unexpected unsolicited data'])
  }

  dataOutBytes(at: number, length: number): void {
    this.#dataOutOf?.out?.bytes(this.reader.slab, at, length)
  }

  dataOutEnd(digestOk: boolean): void {
    if (!digestOk) {
      this.log.error(`RX data digest failed, stable pages disabled? (${this.name})`)
      this.reject('data digest error')
    }
    const transfer = this.#dataOutOf
    this.#dataOutOf = undefined
    transfer?.out?.end(digestOk)
    this.session?.owedData.came(this.#ended)
  }

  headerDigestFailed(): void {
    this.log.error(`RX header digest failed: rx header digest for initiator ${this.name} failed`)
    this.close('header digest error')
  }

  dataTooLong(at: number, dataLength: number): void {
    const { maxDataLength, bytes } = this.reader
    const itt = bytes.readUInt32BE(at + 16).toString(16)
    this.log.error(
      this.isLoggedIn
        ? `${this.name}: data too long (ITT ${itt}, datasize ${dataLength}, max_recv_data_length ${maxDataLength})`
        : `Recv PDU with invalid size ${dataLength} (max: ${maxDataLength}) from ${this.name}`,
    )
    this.close('data segment too long')
  }

  /* TransferHost: what commands ask for. */

  askFor(itt: number, lunField: number, r2tSN: number, offset: number, length: number): number {
    const ttt = this.newTag()
    this.outbox.send(readyToTransfer({ itt, lunField, ttt, r2tSN, offset, length }), undefined, false)
    return ttt
  }

  rejectField(): void {
    this.reject('invalid PDU field')
  }

  finished(transfer: Transfer): void {
    const { session } = this
    if (session?.transfers.get(transfer.itt) !== transfer) return
    session.transfers.delete(transfer.itt)
    session.window.active--
    this.#wire.spend(transfer.task.demanded)
    // Who waits for a task management response hears of the room there.
    if (transfer.isDropped)
      this.outbox.tellWindowSoon(() => !this.isClosing && session.taskManagement.size === 0)
  }

  /* For those who serve requests. */

  /** Rejects the PDU at hand (RFC 7143 §11.17) with its whole header, as far as the initiator takes it. */
  reject(reason: RejectReason): void {
    this.outbox.send(rejection(reason), this.pdu.header.subarray(0, this.limits.MaxXmitDataSegmentLength))
  }

  /** A target transfer tag that is not in use for long. */
  newTag(): number {
    this.#ttt = serialAdd(this.#ttt, 1)
    if (this.#ttt === RESERVED_TAG) this.#ttt = 0
    return this.#ttt
  }

  /** Runs what came later than its turn, with the output of all of it in one write. */
  run(work: () => void): void {
    this.#wire.run(work)
  }

  /** Asks the initiator to log out within so many seconds (RFC 7143 §11.9.1, event 1). */
  requestLogout(seconds: number): void {
    if (!this.states.can('logout is asked for')) return
    this.states.on('logout is asked for')
    this.outbox.send(asyncMessage('logout requested', { seconds }))
  }

  sendPing(): void {
    const ttt = this.newTag()
    this.ping = { ttt, since: this.host.now }
    this.outbox.send(nopIn(ttt), undefined, false)
  }

  #serveLogin(): void {
    const { pdu } = this
    if (pdu.opcode !== REQUEST['Login Request']) {
      this.#serveOther()
      return
    }
    const request = LoginRequest.view(this.reader.bytes, pdu.at)
    if (!request.immediate) {
      this.reject('protocol error')
      return
    }
    if (!this.#login.hasBegun) this.states.on('login begins')
    let session: IscsiSession | undefined
    const outcome = this.#login.answer(request, pdu.data, (login) => {
      if (login.target === undefined) return DISCOVERY_TSIH
      session = this.host.admit(login, this)
      const goesOn = login.continues !== undefined
      this.outbox.window = session.window.takeOver(this.outbox.window, goesOn)
      return session.tsih
    })
    if (outcome.kind === 'refused') this.close('login refused')
    else if (outcome.kind === 'full feature') this.#enterFullFeature(outcome.login, session)
  }

  /** Anything but a login request (RFC 7143 §4.2.4): no answer when no login has begun. */
  #serveOther(): void {
    if (this.isLoggedIn) {
      serveDiscovery(this)
      return
    }
    if (this.#login.hasBegun) this.#login.refuseOther(this.pdu.itt)
    else this.log.error(`PDU with opcode ${this.pdu.opcode} before any login from ${this.name}`)
    this.close('not a login request')
  }

  #enterFullFeature(login: Login, session: IscsiSession | undefined): void {
    const { agreed } = login
    this.states.on('login succeeds')
    this.#login.close()
    this.limits = agreed
    if (session === undefined) return
    const { reader, writer } = this.#wire
    reader.maxDataLength = agreed.MaxRecvDataSegmentLength
    // Digests begin behind the final login response (RFC 7143 §13.1), which lies in the writer already.
    reader.headerDigest = writer.headerDigest = agreed.HeaderDigest === 'CRC32C'
    reader.dataDigest = writer.dataDigest = agreed.DataDigest === 'CRC32C'
    this.session = session
    session.connect(this, login)
  }

  /* WireOwner: the end of it. */

  /** A fault of ours: this connection ends, others go on. */
  failed(error: unknown): void {
    this.log.error(`${this.name}: ${error instanceof Error ? error.stack : String(error)}`)
    this.close('internal error', { announce: true })
  }

  troubled(error: Error): void {
    this.log.debug(`${this.name}: ${error.message}`)
  }

  disconnected(): void {
    this.#login.close()
    if (this.states.can('closed')) this.states.on('closed')
    const ended = this.session?.connectionEnded(this, 'connection lost') ?? Promise.resolve()
    void ended.then(() => {
      if (this.states.can('cleaned up')) this.states.on('cleaned up')
      this.host.gone(this)
      this.#markEnded()
    })
  }
}
