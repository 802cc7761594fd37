import { serialLess } from '../../../src/lib/serial.ts'
import { Fault } from './line.ts'
import { NO_TAG, type Ping, type R2t, type Requests } from './requests.ts'

const OPCODE = {
  'NOP-In': 0x20,
  'SCSI Response': 0x21,
  'TMF Response': 0x22,
  'Text Response': 0x24,
  'Data-In': 0x25,
  'Logout Response': 0x26,
  R2T: 0x31,
  'Async Message': 0x32,
  Reject: 0x3f,
} as const
const KNOWN: ReadonlySet<number> = new Set(Object.values(OPCODE))

/** What a target says in full feature phase: whether its numbers are in order, and what it asks for. */
export class Answers {
  readonly r2ts: R2t[] = []
  /** The target's own pings: they want their tag back. */
  readonly pings: Ping[] = []
  /** The last ping that was answered. */
  ping = 0
  loggedOut = false
  expCmdSN: number
  maxCmdSN: number
  readonly #requests: Requests
  readonly #sound: boolean
  /** A discovery session takes requests by any number. */
  readonly #unnumbered: boolean
  #statSN: number
  /** Data-In so far, by tag: number of PDUs and bytes. */
  readonly #dataIn = new Map<number, { pdus: number; bytes: number }>()

  /** After the last Login Response. */
  constructor(
    requests: Requests,
    kind: { readonly sound: boolean; readonly discovery: boolean },
    last: { statSN: number; expCmdSN: number; maxCmdSN: number },
  ) {
    this.#requests = requests
    this.#sound = kind.sound
    this.#unnumbered = kind.discovery
    this.#statSN = (last.statSN + 1) >>> 0
    this.expCmdSN = last.expCmdSN
    this.maxCmdSN = last.maxCmdSN
    requests.expStatSN = this.#statSN
    requests.cmdSN = last.expCmdSN
  }

  take(header: Buffer, data: Buffer): void {
    const opcode = header[0]! & 0x3f
    if (!KNOWN.has(opcode)) throw wrong('opcode', header)
    const itt = header.readUInt32BE(16)
    this.#number(opcode, itt, header)
    if (opcode === OPCODE.R2T) this.#r2t(itt, header)
    else if (opcode === OPCODE['NOP-In']) this.#nopIn(itt, header)
    else if (opcode === OPCODE['Logout Response']) this.loggedOut = true
    else if (this.#sound) this.#strictly(opcode, itt, header, data)
  }

  /** StatSN counts PDUs that carry status; the command window only goes up (RFC 7143 §4.2.2). */
  #number(opcode: number, itt: number, header: Buffer): void {
    const statSN = header.readUInt32BE(24)
    const isData = opcode === OPCODE['Data-In'] && (header[1]! & 1) === 0
    const counts = !isData && opcode !== OPCODE.R2T && (opcode !== OPCODE['NOP-In'] || itt !== NO_TAG)
    if (counts && statSN !== this.#statSN) throw wrong(`StatSN, not ${this.#statSN}`, header)
    if (counts) this.#requests.expStatSN = this.#statSN = (statSN + 1) >>> 0
    if (this.#unnumbered || !counts) return // was numbered when it was built, which may be long ago
    const expCmdSN = header.readUInt32BE(28)
    const maxCmdSN = header.readUInt32BE(32)
    if (serialLess(expCmdSN, this.expCmdSN)) throw wrong(`ExpCmdSN, below ${this.expCmdSN}`, header)
    if (serialLess(maxCmdSN, this.maxCmdSN)) throw wrong(`MaxCmdSN, below ${this.maxCmdSN}`, header)
    this.expCmdSN = expCmdSN
    this.maxCmdSN = maxCmdSN
  }

  #nopIn(itt: number, header: Buffer): void {
    const ttt = header.readUInt32BE(20)
    if (itt !== NO_TAG) this.ping = itt
    else if (ttt !== NO_TAG) this.pings.push({ ttt, lun: header.readUInt16BE(8) })
  }

  #r2t(itt: number, header: Buffer): void {
    const r2t = {
      itt,
      ttt: header.readUInt32BE(20),
      lun: header.readUInt16BE(8),
      offset: header.readUInt32BE(40),
      length: header.readUInt32BE(44),
    }
    const expected = this.#requests.unanswered.get(itt)?.out.length
    if (r2t.length === 0 || r2t.ttt === NO_TAG) throw wrong('R2T', header)
    if (this.#sound && !(expected !== undefined && r2t.offset + r2t.length <= expected))
      throw wrong(`R2T, beyond ${expected}`, header)
    this.r2ts.push(r2t)
  }

  /** An initiator that made no mistake gets its data in order, one answer to each command and no Reject. */
  #strictly(opcode: number, itt: number, header: Buffer, data: Buffer): void {
    const { unanswered } = this.#requests
    if (opcode === OPCODE.Reject) throw wrong('Reject', header)
    if (opcode === OPCODE['Data-In']) this.#data(itt, header, data)
    if (opcode !== OPCODE['SCSI Response'] && !(opcode === OPCODE['Data-In'] && header[1]! & 1)) return
    if (!unanswered.delete(itt)) throw wrong('second answer', header)
    this.#dataIn.delete(itt)
  }

  #data(itt: number, header: Buffer, data: Buffer): void {
    const command = this.#requests.unanswered.get(itt)
    const so = this.#dataIn.get(itt) ?? { pdus: 0, bytes: 0 }
    const isNext = header.readUInt32BE(36) === so.pdus && header.readUInt32BE(40) === so.bytes
    if (command === undefined || !isNext || so.bytes + data.length > command.in)
      throw wrong('Data-In', header)
    this.#dataIn.set(itt, { pdus: so.pdus + 1, bytes: so.bytes + data.length })
  }
}

const wrong = (what: string, header: Buffer): Fault => new Fault(`${what}: ${header.toString('hex')}`)
