import { crc32c } from '../support/initiator/crc32c.ts'
import { INITIATOR, TARGET } from '../support/iscsi-target.ts'
import type { Random } from './random.ts'

/** What one initiator sends on one connection (RFC 7143 §11): a login and requests, more or less damaged. */
export interface Stream {
  readonly pdus: number
  readonly bytes: Buffer
}

/** Percent of the requests that are damaged; some connections are sound to their end. */
const DAMAGE = [0, 1, 3, 10, 40]

/** Tags, numbers and lengths that arithmetic goes wrong at. */
const WORDS = [0, 1, 2, 31, 512, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]

const NOTHING: Buffer = Buffer.alloc(0)

const OPCODES = [0, 1, 2, 3, 4, 5, 6, 0x10, 0x1c, 0x1f, 0x20, 0x23, 0x25, 0x31, 0x3f]

export function stream(r: Random, number: number): Stream {
  const draft = new Draft(r)
  const parts = [...draft.login(number)]
  for (let n = r.below(180); n > 0; n--) parts.push(...draft.requests())
  return { pdus: parts.length, bytes: Buffer.concat(parts) }
}

type Keys = (readonly [key: string, value: string])[]

class Draft {
  readonly #r: Random
  readonly #damage: number
  #cmdSN = 1
  #itt = 1
  #ttt = 1
  #headerDigest = false
  #dataDigest = false
  #unsolicited = true

  constructor(r: Random) {
    this.#r = r
    this.#damage = r.one(DAMAGE)
  }

  /** One or two login requests; digests count from then on. */
  login(number: number): Buffer[] {
    const r = this.#r
    const isid = r.chance(90) ? number : 0
    const names: Keys = [['InitiatorName', INITIATOR]]
    names.push(r.chance(90) ? ['TargetName', TARGET] : ['SessionType', 'Discovery'])
    const offers = this.#offers()
    const steps: Keys[] = r.chance(70) ? [[...names, ...offers]] : [names, offers]
    const pdus = steps.map((keys, step) => {
      const isLast = step === steps.length - 1
      const header = this.#header(0x43, isLast ? 0x87 : r.one([0x81, 0x04]))
      header.writeUInt32BE(isid, 10)
      header.writeUInt32BE(1, 16)
      header.writeUInt32BE(this.#cmdSN, 24)
      return this.#pdu(header, loginText(r, keys, r.chance(this.#damage)))
    })
    const agreed = new Map(offers)
    this.#headerDigest = agreed.get('HeaderDigest') === 'CRC32C'
    this.#dataDigest = agreed.get('DataDigest') === 'CRC32C'
    this.#unsolicited = agreed.get('InitialR2T') === 'No'
    return pdus
  }

  /** A request with the Data-Out that belongs to it. */
  requests(): Buffer[] {
    const r = this.#r
    const kind = r.below(100)
    if (kind < 45) return [this.#command(r.one(READS), 0x40, r.below(9) * 512)]
    if (kind < 75) return this.#write()
    if (kind < 82) return [this.#request(0x00, 0x80, { 20: 0xffffffff }, this.#data(r.below(64)))]
    if (kind < 88) return [this.#request(0x02, 0x80 | r.one(FUNCTIONS), this.#references())]
    if (kind < 93) {
      const text = loginText(r, [['SendTargets', r.one(['All', '', TARGET])]], r.chance(this.#damage))
      return [this.#request(0x04, r.one([0x80, 0x80, 0x40, 0]), { 20: r.one([0xffffffff, this.#ttt]) }, text)]
    }
    if (kind < 95) return [this.#dataOut(this.#itt - 1, r.one([0xffffffff, this.#ttt]), 0, 512, 0)]
    if (kind < 96) return [this.#request(0x10, 0x80 | r.below(4), this.#references())]
    if (kind < 99) return [this.#command([r.below(256), ...this.#data(15)], r.one([0, 0x40, 0x60]), 512)]
    return r.chance(20) ? [this.#request(0x06, 0x80 | r.below(4))] : [this.#request(0x00, 0x80)]
  }

  #offers(): Keys {
    const r = this.#r
    const all: Keys = [
      ['HeaderDigest', r.one(['CRC32C', 'None'])],
      ['DataDigest', r.one(['CRC32C', 'None'])],
      ['InitialR2T', r.one(['Yes', 'No'])],
      ['ImmediateData', r.one(['Yes', 'No'])],
      ['MaxRecvDataSegmentLength', r.one(['512', '8192', '262144'])],
      ['MaxBurstLength', r.one(['512', '16384', '1048576'])],
      ['FirstBurstLength', r.one(['512', '4096', '65536'])],
      ['MaxOutstandingR2T', r.one(['1', '4', '65535'])],
      ['ErrorRecoveryLevel', r.one(['0', '2'])],
      ['MaxConnections', '4'],
      ['X-com.example.a', 'b'],
    ]
    return all.filter(() => r.chance(50))
  }

  /** Immediate, unsolicited and solicited data, in whole or a part missing. */
  #write(): Buffer[] {
    const r = this.#r
    const blocks = 1 + r.below(12)
    const length = blocks * 512
    const immediate = r.one([0, 0, 512, length])
    const unsolicited = this.#unsolicited && r.chance(50)
    const cdb = r.one([
      [0x2a, 0, 0, 0, 0, r.below(256), 0, 0, blocks],
      [0x8a, 0, 0, 0, 0, 0, 0, 0, 0, r.below(256), 0, 0, 0, blocks],
      ...WRITES,
    ])
    const flags = 0x20 | (unsolicited ? 0 : 0x80)
    const pdus = [this.#command(cdb, flags, length, this.#data(Math.min(immediate, length)))]
    const itt = this.#itt - 1
    let ttt = 0xffffffff
    if (!unsolicited && immediate < length) ttt = this.#ttt++
    for (let at = immediate, sn = 0; at < length && r.chance(95); sn++) {
      const piece = Math.min(length - at, r.one([512, 1024, 8192]))
      pdus.push(this.#dataOut(itt, ttt, at, piece, sn, at + piece >= length))
      at += piece
    }
    return pdus
  }

  #dataOut(itt: number, ttt: number, offset: number, length: number, dataSN: number, final = true): Buffer {
    const header = this.#header(0x05, final ? 0x80 : 0)
    header.writeUInt32BE(itt, 16)
    header.writeUInt32BE(ttt, 20)
    header.writeUInt32BE(dataSN, 36)
    header.writeUInt32BE(offset, 40)
    return this.#pdu(header, this.#data(length))
  }

  #command(cdb: readonly number[], flags: number, length: number, data?: Buffer): Buffer {
    const r = this.#r
    const words: Record<number, number> = { 20: length }
    Buffer.from(cdb.slice(0, 16)).forEach((byte, n) => {
      const at = 32 + (n & ~3)
      words[at] = ((words[at] ?? 0) | (byte << (24 - 8 * (n & 3)))) >>> 0
    })
    if (r.chance(10)) words[8] = r.one([1, 2, 0x4001, 0xc101]) * 0x10000
    const attribute = (flags & 0x80) === 0 && (flags & 0x20) !== 0 ? 1 : 0x80 | r.below(5)
    return this.#request(0x01, flags | attribute, words, data)
  }

  #references(): Readonly<Record<number, number>> {
    const r = this.#r
    return { 20: Math.max(0, this.#itt - r.below(4)), 32: Math.max(0, this.#cmdSN - r.below(4)) }
  }

  #request(
    opcode: number,
    flags: number,
    words: Readonly<Record<number, number>> = {},
    data?: Buffer,
  ): Buffer {
    const immediate = this.#r.chance(opcode === 2 ? 80 : 10)
    const header = this.#header(opcode | (immediate ? 0x40 : 0), flags)
    header.writeUInt32BE(this.#itt++, 16)
    header.writeUInt32BE(this.#cmdSN, 24)
    if (!immediate) this.#cmdSN++
    for (const [at, word] of Object.entries(words)) header.writeUInt32BE(word >>> 0, Number(at))
    return this.#pdu(header, data)
  }

  #header(opcode: number, flags: number): Buffer {
    const header = Buffer.alloc(48)
    header[0] = opcode
    header[1] = flags
    return header
  }

  #data(length: number): Buffer {
    return Buffer.alloc(length, this.#r.below(256))
  }

  /** With lengths and digests, and damaged at its turn: before the digests are made, or after. */
  #pdu(header: Buffer, data: Buffer = NOTHING): Buffer {
    const r = this.#r
    const ahs = r.chance(this.#damage) ? additional(r) : NOTHING
    header[4] = ahs.length / 4
    header.writeUIntBE(data.length, 5, 3)
    if (r.chance(this.#damage)) damageHeader(r, header)
    const head: Buffer = Buffer.concat([header, ahs])
    const padded = Buffer.concat([data, Buffer.alloc(-data.length & 3)])
    const parts: Buffer[] = [head]
    if (this.#headerDigest) parts.push(crc32c(head))
    parts.push(padded)
    if (this.#dataDigest && data.length > 0) parts.push(crc32c(padded))
    const whole = Buffer.concat(parts)
    return r.below(1000) < this.#damage ? damageBytes(r, whole) : whole
  }
}

/** CDBs (SPC-4, SBC-3) without data from the initiator. */
const READS = [
  [0x00],
  [0x03, 0, 0, 0, 252],
  [0x08, 0, 0, 1, 4],
  [0x12, 0, 0, 0, 255],
  [0x12, 1, 0x83, 0, 255],
  [0x12, 1, 0xb0, 0, 255],
  [0x1a, 0, 0x3f, 0, 255],
  [0x25],
  [0x28, 0, 0, 0, 0, 9, 0, 0, 8],
  [0x28, 0, 0, 0, 7, 255, 0, 0, 8],
  [0x2f, 0, 0, 0, 0, 1, 0, 0, 4],
  [0x35],
  [0x4d, 0, 0x40, 0, 0, 0, 0, 2, 0],
  [0x5e, 0, 0, 0, 0, 0, 0, 2, 0],
  [0x5e, 2, 0, 0, 0, 0, 0, 2, 0],
  [0x16],
  [0x17],
  [0x88, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 8],
  [0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32],
  [0x9e, 0x12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0],
  [0xa0, 0, 0, 0, 0, 0, 0, 0, 2, 0],
  [0xa3, 0x0c, 0, 0, 0, 0, 0, 0, 16, 0],
  [0xa8, 0, 0, 0, 0, 1, 0, 0, 0, 8],
]

/** And with them: MODE SELECT, VERIFY, WRITE SAME, UNMAP, PERSISTENT RESERVE OUT, EXTENDED COPY, COMPARE AND WRITE. */
const WRITES = [
  [0x15, 0x10, 0, 0, 24],
  [0x2f, 2, 0, 0, 0, 1, 0, 0, 1],
  [0x41, 0, 0, 0, 0, 1, 0, 0, 8],
  [0x42, 0, 0, 0, 0, 0, 0, 0, 24],
  [0x5f, 0, 1, 0, 0, 0, 0, 0, 24],
  [0x5f, 1, 1, 0, 0, 0, 0, 0, 24],
  [0x83, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0],
  [0x89, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1],
  [0x93, 8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 8],
]

/** Task management functions (RFC 7143 §11.5.1, RFC 7144 §6.3.1) and two that are none. */
const FUNCTIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 127]

function loginText(r: Random, keys: Keys, damaged: boolean): Buffer {
  let text = keys.map(([key, value]) => `${key}=${value}\0`).join('')
  if (!damaged) return Buffer.from(text, 'latin1')
  const at = r.below(text.length + 1)
  const odd = [
    '',
    '\0',
    '=',
    '\0=\0',
    ',',
    '0x',
    '0b',
    '\xff',
    'a'.repeat(300),
    'AuthMethod=CHAP\0',
    'CHAP_A=5\0',
  ]
  text = text.slice(0, at) + r.one(odd) + text.slice(at + r.below(6))
  return Buffer.from(r.chance(30) ? text.replace(/\0$/, '') : text, 'latin1')
}

/** Additional header segments (RFC 7143 §11.2.2), rightly and wrongly counted. */
function additional(r: Random): Buffer {
  const ahs = Buffer.alloc(4 * (1 + r.below(12)))
  ahs.writeUInt16BE(r.one([0, 1, 5, ahs.length - 3, 0xffff]), 0)
  ahs[2] = r.below(4)
  return ahs
}

function damageHeader(r: Random, header: Buffer): void {
  const how = r.below(20)
  if (how < 8) header.writeUInt32BE(r.one(WORDS), r.one([8, 16, 20, 24, 28, 32, 36, 40, 44]))
  else if (how < 11) header[1] = r.below(256)
  else if (how < 14) header[32 + r.below(16)] = r.below(256)
  else if (how < 16) header.writeUInt32BE((header.readUInt32BE(24) + r.below(5) - 2) >>> 0, 24)
  else if (how < 17) header[0] = r.one(OPCODES) | (header[0]! & 0x40)
  else if (how < 18) header[4] = r.one([0, 1, 2, 255])
  else if (how < 19) header.writeUIntBE(r.one([0, 1, 3, 8192, 8193, 1048577, 0xffffff]), 5, 3)
  else header[r.below(48)] = r.below(256)
}

function damageBytes(r: Random, pdu: Buffer): Buffer {
  const at = r.below(pdu.length)
  pdu[at] = pdu[at]! ^ (1 << r.below(8))
  return r.chance(70) ? pdu : pdu.subarray(0, at)
}
