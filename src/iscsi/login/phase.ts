import { type ByteString, fromBuffer, toBuffer } from '../../lib/bytes.ts'
import { quoted } from '../../lib/readers.ts'
import type { Outbox } from '../outbox.ts'
import { type Pair, parsePairs, printPairs } from '../pairs.ts'
import { LoginRequest, LoginResponse } from '../pdu/login.ts'
import {
  type Login,
  type LoginReply,
  type LoginRules,
  LoginServer,
  type LoginStep,
  type Origin,
} from './server.ts'
import { LOGIN_STATUS, LoginDropped, LoginError } from './status.ts'
import { pieces, TextGathering } from './text.ts'

/** Both sides' MaxRecvDataSegmentLength while a login goes on (RFC 7143 §6.3), in bytes. */
export const LOGIN_DATA_LENGTH = 8192

/** What becomes of the connection after a Login Request. */
export type LoginOutcome =
  | { readonly kind: 'going on' }
  | { readonly kind: 'full feature'; readonly login: Login }
  /** Answered or not, it is closed. */
  | { readonly kind: 'refused' }

const GOING_ON: LoginOutcome = { kind: 'going on' }
const REFUSED: LoginOutcome = { kind: 'refused' }

type Request = ReturnType<typeof LoginRequest.view>

interface Rest {
  readonly parts: ByteString[]
  readonly reply: LoginReply
  readonly csg: number
  readonly nsg: number
}

/** Login PDUs of one connection: joins and splits text, answers each request, logs each refusal. */
export class LoginPhase {
  readonly #server: LoginServer
  readonly #rules: LoginRules
  readonly #outbox: Outbox
  readonly #gathering = new TextGathering()
  /** What is left of an answer that needs more than one PDU. */
  #rest: Rest | undefined
  /** Of a text in several PDUs the first one says these (RFC 7143 §11.12.4 to §11.12.7). */
  #first: Pick<LoginStep, 'versionMin' | 'isid' | 'tsih' | 'cid'> | undefined
  #begun = false

  constructor(rules: LoginRules, origin: Origin, outbox: Outbox) {
    this.#rules = rules
    this.#outbox = outbox
    this.#server = new LoginServer(rules, origin)
  }

  get hasBegun(): boolean {
    return this.#begun
  }

  get initiator(): ByteString {
    return this.#server.initiator
  }

  get subject(): string {
    return this.#server.subject
  }

  close(): void {
    this.#server.close()
  }

  answer(request: Request, data: Uint8Array, tsihOf: (login: Login) => number): LoginOutcome {
    if (!this.#begun) this.#outbox.window.begin(request.cmdSN)
    this.#begun = true
    try {
      const reply = this.#replyTo(request, data)
      if (reply === undefined) this.#send(request, { keys: [], transit: false, full: false }, '', 0, false)
      else return this.#sendReply(request, reply, tsihOf)
      return GOING_ON
    } catch (error) {
      if (error instanceof LoginError) this.#refuse(request, error)
      else if (error instanceof LoginDropped) this.#logDropped(error.message)
      else throw error
      return REFUSED
    }
  }

  /** Something else than a login request came (RFC 7143 §4.2.4). */
  refuseOther(itt: number): void {
    const error = new LoginError('invalid during login', { reason: 'only login requests may come', csg: 0 })
    this.#refuse(LoginRequest.build({ itt }), error)
  }

  #replyTo(request: Request, data: Uint8Array): LoginReply | undefined {
    if (this.#rest !== undefined) {
      checkFetch(request, data, this.#rest)
      return this.#rest.reply
    }
    const { versionMin, tsih, cid } = request
    this.#first ??= { versionMin, isid: Uint8Array.from(request.isid), tsih, cid }
    const text = this.#gather(data, request.more && !request.transit)
    if (text === undefined) return undefined
    return this.#server.answer({
      csg: request.csg,
      nsg: request.nsg,
      transit: request.transit,
      ...this.#first,
      pairs: parsePairs(text),
    })
  }

  #gather(data: Uint8Array, more: boolean): ByteString | undefined {
    try {
      return this.#gathering.add(fromBuffer(data), more)
    } catch (error) {
      throw new LoginError('initiator error', {
        reason: error instanceof Error ? error.message : String(error),
      })
    }
  }

  #sendReply(request: Request, reply: LoginReply, tsihOf: (login: Login) => number): LoginOutcome {
    const parts = this.#rest?.parts ?? pieces(printPairs(reply.keys), LOGIN_DATA_LENGTH)
    const part = parts.shift()!
    const more = parts.length > 0
    // The stage ends with a request that asks for it (RFC 7143 §11.13.6), which may still come.
    if (!more && reply.transit && !request.transit) parts.push('')
    const { csg, nsg } = this.#rest ?? request
    this.#rest = parts.length > 0 ? { parts, reply, csg, nsg } : undefined
    const ends = this.#rest === undefined && reply.full
    const login = ends ? this.#server.login : undefined
    const tsih = login === undefined ? request.tsih : this.#tryTsih(request, login, tsihOf)
    if (tsih === undefined) return REFUSED
    this.#send(request, reply, part, tsih, more)
    return login === undefined ? GOING_ON : { kind: 'full feature', login }
  }

  #tryTsih(request: Request, login: Login, tsihOf: (login: Login) => number): number | undefined {
    try {
      return tsihOf(login)
    } catch (error) {
      if (!(error instanceof LoginError)) throw error
      this.#refuse(request, error)
      return undefined
    }
  }

  #send(request: Request, reply: LoginReply, text: ByteString, tsih: number, more: boolean): void {
    const transit = reply.transit && request.transit && !more
    const response = LoginResponse.build({
      opcode: 0x23,
      transit,
      more,
      csg: request.csg,
      nsg: transit ? request.nsg : 0,
      isid: request.isid,
      tsih,
      itt: request.itt,
    })
    this.#outbox.send(response, toBuffer(text))
  }

  /** Numbers and ISID of a refusal mean nothing (RFC 7143 §11.13.5) and are 0. */
  #refuse(request: Request, { status, detail }: LoginError): void {
    const code = LOGIN_STATUS[status]
    this.#log(code, detail.reason)
    const response = LoginResponse.build({
      opcode: 0x23,
      csg: detail.csg ?? request.csg,
      itt: request.itt,
      statusClass: code >> 8,
      statusDetail: code & 0xff,
    })
    const keys: Pair[] = detail.targetAddress === undefined ? [] : [['TargetAddress', detail.targetAddress]]
    this.#outbox.sendUnnumbered(response, toBuffer(printPairs(keys)))
  }

  #logDropped(reason: string): void {
    const { initiator, subject } = this.#server
    this.#rules.log.warning(quoted(`${reason}: initiator ${initiator} (${subject})`))
  }

  #log(code: number, reason: string): void {
    const { initiator, subject } = this.#server
    const status = `0x${code.toString(16).padStart(4, '0')}`
    // Names come from whoever connects: none may begin a line of its own in the log.
    const line = quoted(`${refusalText(code, initiator)}: ${reason} (${subject}, status ${status})`)
    if (code >> 8 === 1) this.#rules.log.debug(line)
    else this.#rules.log.error(line)
  }
}

/** A request for the rest of an answer is empty, and of the same stage (RFC 7143 §6.2). */
function checkFetch({ csg, nsg, transit }: Request, data: Uint8Array, rest: Rest): void {
  if (data.length > 0)
    throw new LoginError('initiator error', { reason: 'text came before the end of the answer' })
  if (csg === rest.csg && (!transit || nsg === rest.nsg)) return
  throw new LoginError('initiator error', {
    reason: `stage ${csg} to ${nsg} before the end of the answer`,
    csg: 0,
  })
}

const refusalText = (code: number, initiator: ByteString): string => {
  if (code === LOGIN_STATUS['authentication failure'])
    return `Authentication of initiator ${initiator} failed`
  return code >> 8 === 1 ? `Initiator ${initiator} redirected` : `Initiator ${initiator} login rejected`
}
