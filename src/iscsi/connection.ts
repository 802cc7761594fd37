import type { Socket } from 'node:net'
import { bracketed, expanded } from '../lib/ip-address.ts'
import type { Log } from '../lib/log.ts'
import { serialAdd } from '../lib/serial.ts'
import type { SenseCode } from '../scsi/sense.ts'
import { senseData } from '../scsi/sense.ts'
import { CommandWindow } from './command-window.ts'
import { connectionStates } from './connection-states.ts'
import { DATA_FAULT } from './data-out.ts'
import type { DiscoveryRules } from './discovery.ts'
import { serveDiscovery, serveFullFeature } from './full-feature.ts'
import { Incoming } from './incoming.ts'
import type { Agreed } from './login/negotiate.ts'
import { LOGIN_DATA_LENGTH, LoginPhase } from './login/phase.ts'
import type { Login, LoginRules, Origin } from './login/server.ts'
import { lunField } from './lun.ts'
import { TextExchange } from './on/text.ts'
import { Outbox } from './outbox.ts'
import { ASYNC_EVENT, AsyncMessage } from './pdu/async-message.ts'
import { DataOut, R2T } from './pdu/data.ts'
import { LoginRequest } from './pdu/login.ts'
import { NopIn } from './pdu/nop.ts'
import { REQUEST, RESERVED_TAG, RESPONSE } from './pdu/opcode.ts'
import { REJECT_REASON, Reject, type RejectReason } from './pdu/reject.ts'
import { PduReader, type PduSink } from './reader.ts'
import type { IscsiSession, SessionConnection } from './session.ts'
import type { Slab, SlabPool } from './slab.ts'
import { readInto } from './socket-input.ts'
import type { Transfer, TransferHost } from './transfer.ts'
import { PduWriter } from './writer.ts'

/** What a connection needs of the portal that accepted it. */
export interface ConnectionHost extends LoginRules, DiscoveryRules {
  readonly pool: SlabPool
  /** Coarse time in ms, the same for a whole turn. */
  readonly now: number
  /** Makes the session of a successful login, or finds the one that goes on; a LoginError when it cannot. */
  admit(login: Login, connection: Connection): IscsiSession
  /** Nothing of it is left. */
  gone(connection: Connection): void
}

/** A turn moves so many bytes for one connection, a PDU counting for 512; then others have theirs. */
const TURN_BYTES = 2097152
const PDU_COST = 512

/** Input that the store has not taken, and output that the peer has not taken: beyond it nothing more is read. */
const MAX_LENT = 16777216
const MAX_BACKLOG = 8388608

/** A connection that was ended has this long to take its last PDUs, in ms. */
const LINGER = 5000

/** TSIH of every discovery session, as it stands in PDUs. */
const DISCOVERY_TSIH = 0x0100

const UNNEGOTIATED = {
  MaxXmitDataSegmentLength: 8192,
  MaxBurstLength: 262144,
  FirstBurstLength: 65536,
  MaxOutstandingR2T: 1,
}

/**
 * One TCP connection, from accept to the end of its last command. Nothing that it receives or fails at gets past it:
 * what is not the initiator's fault is logged with its stack, and the connection is closed.
 */
export class Connection implements PduSink, SessionConnection, TransferHost {
  readonly host: ConnectionHost
  readonly log: Log
  readonly origin: Origin
  readonly directory: string
  readonly outbox: Outbox
  readonly reader: PduReader
  readonly pdu: Incoming
  readonly states = connectionStates()
  readonly textExchange = new TextExchange()
  session: IscsiSession | undefined
  limits: Pick<
    Agreed,
    'MaxXmitDataSegmentLength' | 'MaxBurstLength' | 'FirstBurstLength' | 'MaxOutstandingR2T'
  > = UNNEGOTIATED
  /** When the last PDU came, and when the last byte was taken, in ms. */
  lastReceived: number
  lastSent: number
  readonly accepted: number
  /** A NOP-In that is not answered: its tag, and when it was sent. */
  ping: { readonly ttt: number; readonly since: number } | undefined
  readonly #login: LoginPhase
  readonly #socket: Socket
  readonly #dataOut = DataOut.cursor()
  #dataOutOf: Transfer | undefined
  #ttt = 0
  #lent = 0
  #spent = 0
  #inTurn = false
  #flushDue = false
  #resumeDue = false
  #closing = false
  #markEnded: () => void = () => {}
  /** Resolves when nothing of it is left. */
  readonly ended = new Promise<void>((resolve) => {
    this.#markEnded = resolve
  })

  constructor(host: ConnectionHost, accepted: Socket, origin: Origin) {
    this.host = host
    this.log = host.log
    this.origin = origin
    this.directory = expanded(origin.address)
    this.accepted = host.now
    this.lastReceived = host.now
    this.lastSent = host.now
    this.reader = new PduReader(host.pool, LOGIN_DATA_LENGTH, this)
    this.pdu = new Incoming(this.reader)
    this.#socket = readInto(accepted, {
      room: () => this.reader.room(),
      received: (length) => this.#turn(() => this.reader.received(length)),
    })
    const writer = new PduWriter(host.pool, this.#socket)
    writer.progress = () => this.#sent()
    this.outbox = new Outbox(writer, new CommandWindow(), () => this.#flushSoon())
    this.#login = new LoginPhase(host, origin, this.outbox)
    this.states.on('accepted')
    this.#socket.on('error', (error) => this.log.debug(`${this.name}: ${error.message}`))
    this.#socket.on('close', () => this.#closed())
    this.#socket.setNoDelay(true)
  }

  start(): void {
    this.#socket.resume()
  }

  get name(): string {
    return this.session === undefined ? this.#login.subject : `${this.session.name} (${this.#login.subject})`
  }

  get isDiscovery(): boolean {
    return this.session === undefined && this.states.state === 'LOGGED_IN'
  }

  get initiator(): string {
    return this.#login.initiator
  }

  /** RFC 7143 allows no PDU but login requests before. */
  get isLoggedIn(): boolean {
    return this.states.state !== 'XPT_UP' && this.states.state !== 'IN_LOGIN'
  }

  get window(): CommandWindow {
    return this.outbox.window
  }

  /* SessionConnection: what the tree shows. */

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
    if (this.#closing) return 'closing'
    const words = [
      ...(this.#inTurn ? ['read_processing'] : []),
      ...(this.outbox.writer.backlog > 0 ? ['write_processing'] : []),
      ...(this.session?.reinstating ? ['reinstating'] : []),
    ]
    return words.length > 0 ? words.map((word) => `${word} `).join('') : 'established idle '
  }

  /* PduSink: what the reader finds. */

  get accepting(): boolean {
    return (
      !this.#closing &&
      this.#spent < TURN_BYTES &&
      this.#lent < MAX_LENT &&
      this.outbox.writer.backlog < MAX_BACKLOG
    )
  }

  received(at: number, ahsLength: number, dataAt: number, dataLength: number, digestOk: boolean): void {
    this.#spent += dataLength + PDU_COST
    this.lastReceived = this.host.now
    this.pdu.set(at, ahsLength, dataAt, dataLength, digestOk)
    if (this.session !== undefined) serveFullFeature(this, this.session)
    else if (this.isLoggedIn) serveDiscovery(this)
    else this.#serveLogin()
  }

  dataOutBegin(at: number, dataLength: number): void {
    this.#spent += PDU_COST
    this.lastReceived = this.host.now
    this.pdu.set(at, 0, at, 0, true)
    if (this.session === undefined) {
      this.#serveOther()
      return
    }
    const header = this.#dataOut
    header.move(this.reader.bytes, at)
    this.#dataOutOf = this.session.transfers.get(header.itt)
    const transfer = this.#dataOutOf
    if (transfer === undefined) return
    if (transfer.out !== undefined) transfer.out.begin(header)
    else {
      this.log.error(`Unexpected unsolicited data (${transfer.describe()}) from ${this.name}`)
      transfer.breakRule(DATA_FAULT['unexpected unsolicited data'])
    }
    this.#spent += dataLength
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
  }

  headerDigestFailed(): void {
    this.log.error(`RX header digest failed: rx header digest for initiator ${this.name} failed`)
    this.close('header digest error')
  }

  dataTooLong(at: number, dataLength: number): void {
    const { maxDataLength, bytes } = this.reader
    const itt = hex(bytes.readUInt32BE(at + 16))
    this.log.error(
      this.isLoggedIn
        ? `${this.name}: data too long (ITT ${itt}, datasize ${dataLength}, max_recv_data_length ${maxDataLength})`
        : `Recv PDU with invalid size ${dataLength} (max: ${maxDataLength}) from ${this.name}`,
    )
    this.close('data segment too long')
  }

  /* DataOutHost and TransferHost: what commands ask for. */

  askFor(itt: number, lun: number, r2tSN: number, offset: number, length: number): number {
    const ttt = this.newTag()
    const r2t = R2T.build({
      opcode: RESPONSE['Ready To Transfer'],
      final: true,
      lun: lunField(lun),
      itt,
      ttt,
      r2tSN,
      bufferOffset: offset,
      desiredDataTransferLength: length,
    })
    this.outbox.send(r2t, undefined, false)
    return ttt
  }

  lend(bytes: number): void {
    this.#lent += bytes
    if (bytes < 0) this.#resumeSoon()
  }

  rejectField(): void {
    this.reject('invalid PDU field')
  }

  finished(transfer: Transfer): void {
    const { session } = this
    if (session?.transfers.get(transfer.itt) !== transfer) return
    session.transfers.delete(transfer.itt)
    session.window.active--
    this.#spent += transfer.task.demanded
  }

  /* For the handlers of requests. */

  /** Rejects the PDU at hand (RFC 7143 §11.17) with its whole header. */
  reject(reason: RejectReason): void {
    const header = Reject.build({
      opcode: RESPONSE.Reject,
      final: true,
      reason: REJECT_REASON[reason],
      itt: RESERVED_TAG,
    })
    this.outbox.send(header, this.pdu.header)
  }

  /** A target transfer tag that is not in use for long. */
  newTag(): number {
    this.#ttt = serialAdd(this.#ttt, 1)
    if (this.#ttt === RESERVED_TAG) this.#ttt = 0
    return this.#ttt
  }

  /** Keeps the slab of the PDU at hand until the returned function is called. */
  holdInput(slab: Slab, bytes: number): () => void {
    slab.hold()
    this.lend(bytes)
    return () => {
      slab.release()
      this.lend(-bytes)
    }
  }

  /** Runs what came later than its turn, with the output of all of it in one write. */
  run(work: () => void): void {
    if (this.#inTurn) {
      work()
      return
    }
    this.#turn(() => {
      work()
      return true
    })
  }

  report(lun: number, event: SenseCode): void {
    const sense = senseData(event, {}, false)
    const data = Buffer.alloc(sense.length + 2)
    data.writeUInt16BE(sense.length)
    data.set(sense, 2)
    this.#announce('SCSI event', 0, data, lunField(lun))
  }

  /** Asks the initiator to log out within so many seconds (RFC 7143 §11.9.1, event 1). */
  requestLogout(seconds: number): void {
    if (!this.states.can('logout is asked for')) return
    this.states.on('logout is asked for')
    this.#announce('logout requested', seconds)
  }

  /** Tells of a window that opened while no PDU is due (RFC 7143 §11.4.11). */
  windowChanged(): void {
    if (this.session === undefined || !this.window.hasGrown) return
    this.outbox.send(nopIn(RESERVED_TAG), undefined, false)
  }

  sendPing(): void {
    const ttt = this.newTag()
    this.ping = { ttt, since: this.host.now }
    this.outbox.send(nopIn(ttt), undefined, false)
  }

  close(reason: string, options?: { announce: boolean }): void {
    if (this.#closing) return
    if (options?.announce && this.session !== undefined) this.#announce('connection dropped', 0)
    this.#closing = true
    this.log.debug(`Closing connection of ${this.name}: ${reason}`)
    if (!this.outbox.writer.isClosed) this.outbox.writer.flush()
    this.#socket.end()
    setTimeout(() => this.#socket.destroy(), LINGER).unref()
    if (this.session !== undefined) void this.session.connectionEnded(this, reason)
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
      this.outbox.window = session.window.adopt(this.outbox.window)
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
    else this.log.error(`PDU with opcode ${hex(this.pdu.opcode)} before any login from ${this.name}`)
    this.close('not a login request')
  }

  #enterFullFeature({ agreed }: Login, session: IscsiSession | undefined): void {
    this.states.on('login succeeds')
    this.#login.close()
    this.limits = agreed
    if (session === undefined) return
    this.reader.maxDataLength = agreed.MaxRecvDataSegmentLength
    // Digests begin behind the final login response (RFC 7143 §13.1), which lies in the writer already.
    this.reader.headerDigest = agreed.HeaderDigest === 'CRC32C'
    this.reader.dataDigest = agreed.DataDigest === 'CRC32C'
    this.outbox.writer.headerDigest = this.reader.headerDigest
    this.outbox.writer.dataDigest = this.reader.dataDigest
    this.session = session
    session.connect(this, agreed)
  }

  #announce(event: keyof typeof ASYNC_EVENT, seconds: number, data?: Uint8Array, lun?: Uint8Array): void {
    const message = AsyncMessage.build({
      opcode: RESPONSE['Asynchronous Message'],
      final: true,
      itt: RESERVED_TAG,
      asyncEvent: ASYNC_EVENT[event],
      parameter1: event === 'connection dropped' ? this.cid : 0,
      parameter3: seconds,
      ...(lun === undefined ? {} : { lun }),
    })
    this.outbox.send(message, data)
  }

  /** One piece of work and everything that it sends. */
  #turn(work: () => boolean): boolean {
    this.#inTurn = true
    this.#spent = 0
    let more = false
    try {
      more = work()
    } catch (error) {
      this.failed(error)
    }
    this.#inTurn = false
    this.outbox.openTransfer?.setAside()
    this.outbox.writer.flush()
    if (!more && !this.#closing) this.#resumeSoon()
    return more
  }

  /** A fault of ours: this connection ends, others go on. */
  failed(error: unknown): void {
    this.log.error(`${this.name}: ${error instanceof Error ? error.stack : String(error)}`)
    this.close('internal error', { announce: true })
  }

  #flushSoon(): void {
    if (this.#inTurn || this.#flushDue) return
    this.#flushDue = true
    setImmediate(() => {
      this.#flushDue = false
      this.outbox.writer.flush()
    })
  }

  /** Reading paused: it goes on in another turn, when there is room again. */
  #resumeSoon(): void {
    if (this.#resumeDue || this.#inTurn) return
    this.#resumeDue = true
    setImmediate(() => {
      this.#resumeDue = false
      this.#spent = 0
      if (!this.accepting) return
      if (this.#turn(() => this.reader.goOn())) this.#socket.resume()
    })
  }

  #sent(): void {
    this.lastSent = this.host.now
    if (this.outbox.writer.backlog < MAX_BACKLOG) this.#resumeSoon()
  }

  #closed(): void {
    this.#closing = true
    this.#login.close()
    this.reader.close()
    this.outbox.writer.close()
    if (this.states.can('closed')) this.states.on('closed')
    const ended = this.session?.connectionEnded(this, 'connection lost') ?? Promise.resolve()
    void ended.then(() => {
      if (this.states.can('cleaned up')) this.states.on('cleaned up')
      this.host.gone(this)
      this.#markEnded()
    })
  }
}

const nopIn = (ttt: number) =>
  NopIn.build({ opcode: RESPONSE['NOP-In'], final: true, itt: RESERVED_TAG, ttt })

const hex = (value: number): string => value.toString(16)
