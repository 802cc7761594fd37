import { crc32c } from '../../support/initiator/crc32c.ts'
import type { Random } from '../random.ts'

/** A PDU before it is laid out (RFC 7143 §11.2). */
export interface Draft {
  readonly header: Buffer
  readonly ahs?: Buffer | undefined
  readonly data?: Buffer | undefined
}

export interface Digests {
  header: boolean
  data: boolean
}

const NOTHING: Buffer = Buffer.alloc(0)

/** Additional header segments lie before the data; lengths and digests are filled in. */
export function layOut({ header, ahs = NOTHING, data = NOTHING }: Draft, digests: Digests): Buffer {
  header[4] = ahs.length / 4
  header.writeUIntBE(data.length, 5, 3)
  return digested(header, ahs, data, digests)
}

function digested(header: Buffer, ahs: Buffer, data: Buffer, digests: Digests): Buffer {
  const head = ahs.length > 0 ? Buffer.concat([header, ahs]) : header
  const padded = (data.length & 3) === 0 ? data : Buffer.concat([data, Buffer.alloc(-data.length & 3)])
  if (!digests.header && !digests.data && padded.length === 0) return head
  const parts: Buffer[] = [head]
  if (digests.header) parts.push(crc32c(head))
  parts.push(padded)
  if (digests.data && data.length > 0) parts.push(crc32c(padded))
  return Buffer.concat(parts)
}

/** Tags, numbers and lengths that arithmetic goes wrong at. */
const WORDS = [0, 1, 2, 31, 512, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]

const OPCODES = [0, 1, 2, 3, 4, 5, 6, 0x10, 0x1c, 0x1f, 0x20, 0x23, 0x25, 0x31, 0x3f]

/** Other words and flags in the header: whoever reads on finds the next PDU all the same. */
export function damagedHeader(r: Random, draft: Draft, digests: Digests): Buffer {
  const header = Buffer.from(draft.header)
  const how = r.below(20)
  if (how < 8) header.writeUInt32BE(r.one(WORDS), r.one([8, 16, 20, 24, 28, 32, 36, 40, 44]))
  else if (how < 11) header[1] = r.below(256)
  else if (how < 14) header[32 + r.below(16)] = r.below(256)
  else if (how < 16) header.writeUInt32BE((header.readUInt32BE(24) + r.below(5) - 2) >>> 0, 24)
  else if (how < 18) header[0] = r.one(OPCODES) | (header[0]! & 0x40)
  else header[[0, 1, 2, 3, 8, 9, 16, 20][r.below(8)]!] = r.below(256)
  const ahs = r.chance(10) ? additional(r) : draft.ahs
  return layOut({ header, ahs, data: draft.data }, digests)
}

/** Lengths that lie, bits turned, an end that is missing: the rest of the connection may be read wrongly. */
export function damagedBytes(r: Random, draft: Draft, digests: Digests): Buffer {
  const { data = NOTHING, ahs = NOTHING } = draft
  const header = Buffer.from(draft.header)
  header[4] = ahs.length / 4
  header.writeUIntBE(data.length, 5, 3)
  const how = r.below(10)
  if (how < 2) header[4] = r.one([0, 1, 2, 13, 255])
  else if (how < 6)
    header.writeUIntBE(r.one([0, 1, 3, 4, 512, 8192, 8193, 262144, 1048576, 1048577, 0xffffff]), 5, 3)
  const whole = digested(header, ahs, data, digests)
  if (how < 6) return whole
  const at = r.below(whole.length)
  whole[at] = whole[at]! ^ (1 << r.below(8))
  if (how < 8) return whole
  return how < 9 ? whole.subarray(0, at) : Buffer.from(r.some(1, 96, () => r.below(256)))
}

/** Additional header segments (RFC 7143 §11.2.2), rightly and wrongly counted. */
export function additional(r: Random): Buffer {
  const ahs = Buffer.alloc(4 * (1 + r.below(12)))
  ahs.writeUInt16BE(r.one([0, 1, 5, ahs.length - 3, 0xffff]), 0)
  ahs[2] = r.below(4)
  return ahs
}
