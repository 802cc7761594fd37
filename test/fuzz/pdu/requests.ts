import { textOf } from '../../support/initiator/login.ts'
import type { Random } from '../random.ts'
import { anyCommand, gentleCommand, type ScsiCommand } from './cdb.ts'
import { loginText } from './login.ts'
import { TARGETS } from './names.ts'
import { additional, type Draft } from './pdu.ts'

export const NO_TAG = 0xffffffff

/** Tags of the pings that an initiator waits for; commands have smaller ones. */
const FIRST_PING = 0x70000000

/** What the login agreed on, as far as it rules what an initiator may send. */
export interface Agreed {
  readonly initialR2T: boolean
  readonly immediateData: boolean
  readonly firstBurstLength: number
  /** The target's MaxRecvDataSegmentLength. */
  readonly segmentLength: number
}

/** A ping of the target's (RFC 7143 §11.19). */
export interface Ping {
  readonly ttt: number
  readonly lun: number
}

/** What the target asked for. */
export interface R2t {
  readonly itt: number
  readonly ttt: number
  readonly lun: number
  readonly offset: number
  readonly length: number
}

/** Task management functions (RFC 7143 §11.5.1, RFC 7144 §6.3.1) and two that are none. */
const FUNCTIONS = [1, 1, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12, 0, 127]

/** Opcodes that nobody serves, or not here (RFC 7143 §11.2.1.2); and a login, which is over. */
const ODD_OPCODES = [0x03, 0x07, 0x08, 0x0f, 0x1c, 0x1f, 0x20, 0x21, 0x25, 0x31, 0x3f]

/** The requests of one session in full feature phase, numbered. */
export class Requests {
  cmdSN = 1
  expStatSN = 0
  /** Commands that are sent and not answered; of sound sessions only. */
  readonly unanswered = new Map<number, ScsiCommand>()
  readonly #r: Random
  readonly #sound: boolean
  readonly #agreed: Agreed
  #itt = 1
  #ping = FIRST_PING

  constructor(r: Random, sound: boolean, agreed: Agreed) {
    this.#r = r
    this.#sound = sound
    this.#agreed = agreed
  }

  /** Answered at once, wherever the command numbers are. */
  ping(): { readonly tag: number; readonly draft: Draft } {
    const tag = this.#ping++
    const header = this.#header(0x40, 0x80, tag)
    header.writeUInt32BE(NO_TAG, 20)
    return { tag, draft: { header } }
  }

  pong({ ttt, lun }: Ping): Draft {
    const header = this.#header(0x40, 0x80, NO_TAG)
    header.writeUInt16BE(lun, 8)
    header.writeUInt32BE(ttt, 20)
    return { header }
  }

  logout(): Draft {
    return { header: this.#numbered(0x06, 0x80 | (this.#sound ? 0 : this.#r.below(5))) }
  }

  /** A request with the unsolicited data that belong to it. */
  next(): Draft[] {
    const r = this.#r
    const kind = r.below(100)
    if (this.#sound) {
      if (kind < 92) return this.#scsi(gentleCommand(r))
      if (kind < 96) return [this.#nop()]
      return [this.#sendTargets('')]
    }
    if (kind < 74) return this.#scsi(anyCommand(r))
    if (kind < 79) return [this.#nop()]
    if (kind < 86) return [{ header: this.#references(0x02, 0x80 | r.one(FUNCTIONS)) }]
    if (kind < 91) return [this.#text()]
    if (kind < 95) return [this.#strayData()]
    if (kind < 97) return [{ header: this.#references(0x10, 0x80 | r.below(4)) }]
    return [{ header: this.#references(r.one(ODD_OPCODES), r.below(256)), data: this.#data(r.below(64)) }]
  }

  /** Data-Out for an R2T: right, or wrong in one of many ways. */
  solicited({ itt, ttt, lun, offset, length }: R2t): Draft[] {
    const r = this.#r
    if (this.#sound) return this.#sequence(itt, ttt, lun, offset, length)
    const how = r.below(40)
    if (how === 0) return []
    if (how === 1) return this.#sequence(itt, ttt + 1, lun, offset, length)
    if (how === 2) return this.#sequence(itt, ttt, lun, offset + r.one([-512, 512, 4]), length)
    if (how === 3) return this.#sequence(itt, ttt, lun, offset, length + r.one([-512, -1, 1, 512]))
    if (how === 4) return this.#sequence(itt, ttt, lun, offset, length).slice(0, -1)
    if (how === 5) return this.#sequence(itt, ttt, lun, offset, length).reverse()
    if (how === 6) return this.#sequence(itt, NO_TAG, lun, offset, length)
    if (how === 7) return this.#sequence(itt, ttt, lun + 1, offset, length)
    const drafts = this.#sequence(itt, ttt, lun, offset, length)
    return how === 8 ? [...drafts, ...drafts] : drafts
  }

  #scsi({ cdb, out, in: inward }: ScsiCommand): Draft[] {
    const r = this.#r
    const wrong = !this.#sound && r.chance(8)
    const expected = wrong ? r.one([0, 1, 512, inward, out.length, 0xffffffff]) : Math.max(out.length, inward)
    const isWrite = out.length > 0
    const plan = this.#unsolicited(wrong ? Math.min(expected, 8192) : out.length, wrong)
    const immediate = isWrite ? out.subarray(0, plan.immediate) : undefined
    const goesOn = isWrite && plan.unsolicited > plan.immediate
    const flags = (goesOn ? 0 : 0x80) | (isWrite ? 0x20 : 0) | (inward > 0 ? 0x40 : 0) | this.#attribute()
    const header = this.#numbered(
      0x01,
      wrong && r.chance(30) ? flags ^ r.one([0x20, 0x40, 0x60, 0x80]) : flags,
    )
    const lun = this.#sound ? r.below(2) : r.one([0, 0, 0, 1, 2, 3, 3, 4, 5, 255])
    header.writeUInt16BE(lun, 8)
    header.writeUInt32BE(expected >>> 0, 20)
    cdb.copy(header, 32, 0, 16)
    const itt = header.readUInt32BE(16)
    if (this.#sound) this.unanswered.set(itt, { cdb, out, in: inward })
    const first: Draft = { header, ahs: this.#ahs(cdb), data: immediate }
    if (!goesOn) return [first]
    const rest = this.#sequence(itt, NO_TAG, lun, plan.immediate, plan.unsolicited - plan.immediate)
    return [first, ...(this.#sound || r.chance(95) ? rest : rest.slice(0, -1))]
  }

  /** How much of it goes before the target asks; unsolicited data go up to the first burst (RFC 7143 §11.7.1). */
  #unsolicited(length: number, wrong: boolean): { readonly immediate: number; readonly unsolicited: number } {
    const r = this.#r
    const { initialR2T, immediateData, firstBurstLength, segmentLength } = this.#agreed
    const burst = wrong ? length : Math.min(length, firstBurstLength)
    const most = Math.min(burst, segmentLength)
    const immediate = immediateData || wrong ? r.one([0, Math.min(512, most), most, most]) : 0
    const unsolicited = (!initialR2T || wrong) && r.chance(50) ? burst : immediate
    return { immediate, unsolicited }
  }

  #sequence(itt: number, ttt: number, lun: number, offset: number, length: number): Draft[] {
    const drafts: Draft[] = []
    const end = offset + length
    for (let at = offset, dataSN = 0; at < end; dataSN++) {
      const piece = Math.min(end - at, this.#agreed.segmentLength, this.#r.one([512, 4096, 8192, 65536]))
      const header = this.#header(0x05, at + piece >= end ? 0x80 : 0, itt)
      header.writeUInt16BE(lun & 0xffff, 8)
      header.writeUInt32BE(ttt >>> 0, 20)
      header.writeUInt32BE(dataSN, 36)
      header.writeUInt32BE(at >>> 0, 40)
      drafts.push({ header, data: this.#data(piece) })
      at += piece
    }
    return drafts
  }

  #attribute(): number {
    return this.#sound || this.#r.chance(80) ? 1 : this.#r.below(6)
  }

  #ahs(cdb: Buffer): Buffer | undefined {
    if (cdb.length <= 16) return !this.#sound && this.#r.chance(1) ? additional(this.#r) : undefined
    const ahs = Buffer.alloc(20)
    ahs.writeUInt16BE(17, 0)
    ahs[2] = 1
    cdb.copy(ahs, 4, 16)
    return ahs
  }

  #nop(): Draft {
    const header = this.#numbered(0x00, 0x80)
    header.writeUInt32BE(NO_TAG, 20)
    return { header, data: this.#data(this.#r.below(64)) }
  }

  #text(): Draft {
    const r = this.#r
    if (r.chance(50)) return this.#sendTargets(r.one(['', 'All', TARGETS.wild, TARGETS.sound]))
    const header = this.#numbered(0x04, r.one([0x80, 0x80, 0x40, 0x00]))
    header.writeUInt32BE(r.one([NO_TAG, NO_TAG, 1, 2]), 20)
    return { header, data: loginText(r).subarray(0, 2000) }
  }

  #sendTargets(value: string): Draft {
    const header = this.#numbered(0x04, 0x80)
    header.writeUInt32BE(NO_TAG, 20)
    return { header, data: textOf([['SendTargets', value]]) }
  }

  /** Of a command that did not ask, or not yet, or no longer. */
  #strayData(): Draft {
    const r = this.#r
    const header = this.#header(0x05, r.one([0, 0x80, 0x80]), Math.max(0, this.#itt - r.below(3)))
    header.writeUInt32BE(r.one([NO_TAG, r.below(8)]), 20)
    header.writeUInt32BE(r.below(3), 36)
    header.writeUInt32BE(r.one([0, 512, 1024]), 40)
    return { header, data: this.#data(r.one([0, 4, 512, 4096])) }
  }

  /** A request that names another one (RFC 7143 §11.5). */
  #references(opcode: number, flags: number): Buffer {
    const r = this.#r
    const header = this.#numbered(opcode, flags)
    header.writeUInt16BE(r.one([0, 0, 1, 3, 9]), 8)
    header.writeUInt32BE(r.chance(30) ? NO_TAG : Math.max(0, this.#itt - 1 - r.below(6)), 20)
    header.writeUInt32BE(Math.max(0, this.cmdSN - r.below(6)), 32)
    return header
  }

  #numbered(opcode: number, flags: number): Buffer {
    const immediate = !this.#sound && this.#r.chance(opcode === 2 ? 80 : 8)
    const header = this.#header(opcode | (immediate ? 0x40 : 0), flags, this.#itt++)
    if (!immediate) this.cmdSN = (this.cmdSN + 1) >>> 0
    return header
  }

  #header(opcode: number, flags: number, itt: number): Buffer {
    const header = Buffer.alloc(48)
    header[0] = opcode
    header[1] = flags
    header.writeUInt32BE(itt, 16)
    header.writeUInt32BE(this.cmdSN, 24)
    header.writeUInt32BE(this.expStatSN, 28)
    return header
  }

  #data(length: number): Buffer {
    return Buffer.alloc(length, this.#r.below(256))
  }
}
