import type { Random } from '../random.ts'
import * as list from './parameter-list.ts'

/** A command as an initiator would send it: its CDB, and the data it sends or expects. */
export interface ScsiCommand {
  readonly cdb: Buffer
  readonly out: Buffer
  /** Bytes that are to come in. */
  readonly in: number
}

const NOTHING: Buffer = Buffer.alloc(0)
const BLOCK = 512

/** Blocks of the disks, and what numbers go wrong at. */
const BLOCKS = 2048
const EDGES = [0, 1, 8, BLOCKS - 8, BLOCKS - 1, BLOCKS, BLOCKS + 1, 0x7fffffff, 0xffffffff]

type Make = (r: Random) => ScsiCommand

const command = (cdb: Buffer, { out = NOTHING, length = 0 } = {}): ScsiCommand => ({ cdb, out, in: length })

const bytes = (...values: readonly number[]): Buffer => Buffer.from(values)

/** Mostly within the medium. */
const place = (r: Random): number => (r.chance(90) ? r.below(BLOCKS - 16) : r.one(EDGES))

const count = (r: Random): number =>
  r.chance(92) ? 1 + r.below(12) : r.one([0, 0, 16, 64, 256, BLOCKS, 0xffff])

/** A CDB of 6, 10, 12, 16 or 32 bytes with a place and a count where such CDBs have them (SPC-4 §4.2.5). */
const placed = (opcode: number, flags: number, at: number, blocks: number): Buffer => {
  const group = opcode >> 5
  const cdb = Buffer.alloc(group === 0 ? 6 : group < 3 ? 10 : group === 5 ? 12 : 16)
  cdb[0] = opcode
  if (group === 0) {
    cdb.writeUIntBE(at & 0x1fffff, 1, 3)
    cdb[4] = blocks & 0xff
    return cdb
  }
  cdb[1] = flags
  cdb.writeUInt32BE(at >>> 0, cdb.length === 16 ? 6 : 2)
  if (cdb.length === 10) cdb.writeUInt16BE(blocks & 0xffff, 7)
  else cdb.writeUInt32BE(blocks >>> 0, cdb.length === 12 ? 6 : 10)
  return cdb
}

const flagsOf = (r: Random): number => (r.chance(85) ? 0 : r.one([0x08, 0x10, 0x18, 0x20, 0xe0]))

const reads: Make = (r) => {
  const blocks = count(r)
  return command(placed(r.one([0x08, 0x28, 0x28, 0xa8, 0x88]), flagsOf(r), place(r), blocks), {
    length: blocks * BLOCK,
  })
}

/** Data of the count's length, if that is not too much. */
const dataFor = (r: Random, blocks: number): Buffer =>
  Buffer.alloc(blocks * BLOCK <= 65536 ? blocks * BLOCK : r.one([0, 512, 65536]), r.below(256))

const writes: Make = (r) => {
  const blocks = count(r)
  const opcode = r.one([0x0a, 0x2a, 0x2a, 0x8a, 0xaa, 0x2e, 0x8e, 0xae, 0x8b])
  return command(placed(opcode, flagsOf(r), place(r), blocks), { out: dataFor(r, blocks) })
}

const verifies: Make = (r) => {
  const blocks = count(r)
  const bytCheck = r.below(4)
  const cdb = placed(r.one([0x2f, 0x8f, 0xaf]), bytCheck << 1, place(r), blocks)
  const sent = bytCheck === 1 ? blocks : bytCheck === 3 ? 1 : 0
  return command(cdb, { out: dataFor(r, sent) })
}

const writeSame: Make = (r) => {
  const blocks = r.one([0, 1, 8, 64, BLOCKS])
  const flags = r.one([0, 0, 0x08, 0x01, 0x09, 0x18])
  return command(placed(r.one([0x41, 0x93]), flags, place(r), blocks), { out: dataFor(r, flags & 1 ? 0 : 1) })
}

const compareAndWrite: Make = (r) => {
  const blocks = r.one([0, 1, 1, 2, 8])
  const cdb = placed(0x89, flagsOf(r), place(r), 0)
  cdb[13] = blocks
  return command(cdb, { out: dataFor(r, blocks * 2) })
}

/** A parameter list with its length in the CDB, told rightly or not. */
const withList = (r: Random, cdb: Buffer, at: number, width: number, out: Buffer): ScsiCommand => {
  cdb.writeUIntBE(r.chance(90) ? out.length : r.one([0, 1, 4, 0xff]), at, width)
  return command(cdb, { out })
}

const allocated = (r: Random, cdb: Buffer, at: number, width: number): ScsiCommand => {
  const most = 2 ** (8 * width) - 1
  const length = r.chance(80) ? Math.min(most, 252) : r.one([0, 1, 4, 5, 8, 16, Math.min(most, 65535)])
  cdb.writeUIntBE(length, at, width)
  return command(cdb, { length })
}

const fixed = (r: Random, size: number, ...values: readonly number[]): Buffer => {
  const cdb = Buffer.alloc(size)
  bytes(...values).copy(cdb)
  if (r.chance(3)) cdb[size - 1] = r.below(256)
  return cdb
}

const PAGES = [0x00, 0x80, 0x83, 0x86, 0xb0, 0xb1, 0xb2, 0x84, 0xff]
const MODE_PAGES = [0x00, 0x01, 0x02, 0x03, 0x04, 0x08, 0x0a, 0x1c, 0x2a, 0x3f]

/** What tells an initiator about the unit. */
const inquiries: readonly Make[] = [
  (r) => command(fixed(r, 6, 0x00)),
  (r) => allocated(r, fixed(r, 6, 0x03, r.below(2)), 4, 1),
  (r) => allocated(r, fixed(r, 6, 0x12, r.chance(60) ? 1 : 0, r.chance(60) ? r.one(PAGES) : 0), 3, 2),
  (r) => allocated(r, fixed(r, 6, 0x1a, r.one([0, 8]), r.one(MODE_PAGES) | (r.below(4) << 6)), 4, 1),
  (r) => allocated(r, fixed(r, 10, 0x5a, r.one([0, 8, 16]), r.one(MODE_PAGES) | (r.below(4) << 6)), 7, 2),
  (r) => command(fixed(r, 10, 0x25), { length: 8 }),
  (r) => allocated(r, fixed(r, 16, 0x9e, r.one([0x10, 0x12, 0x10, r.below(32)])), 10, 4),
  (r) => allocated(r, fixed(r, 12, 0xa0, 0, r.one([0, 1, 2, 0x10])), 6, 4),
  (r) =>
    allocated(r, fixed(r, 12, 0xa3, r.one([0x0a, 0x0c, 0x0d, r.below(32)]), r.one([0, 0x80, 0x83])), 6, 4),
  (r) => allocated(r, fixed(r, 10, 0x4d, 0, r.one([0x40, r.below(64)])), 7, 2),
  (r) => allocated(r, fixed(r, 10, 0x5e, r.below(5)), 7, 2),
  (r) => allocated(r, fixed(r, 16, 0x84, r.below(8), r.below(4)), 10, 4),
  (r) => allocated(r, fixed(r, 10, 0x37, 0, r.below(32)), 7, 2),
  (r) => allocated(r, fixed(r, 12, 0xb7, r.below(32)), 6, 4),
  (r) => allocated(r, fixed(r, 10, r.one([0x43, 0x46, 0x4a, 0x51, 0x52]), r.below(4), r.below(4)), 7, 2),
  (r) => allocated(r, fixed(r, 12, 0xbd), 8, 2),
]

/** What changes the unit, or goes through its medium without data. */
const changes: readonly Make[] = [
  (r) => command(placed(r.one([0x35, 0x91]), r.one([0, 2]), place(r), count(r))),
  (r) => command(placed(r.one([0x34, 0x90]), r.one([0, 2]), place(r), count(r))),
  (r) => command(fixed(r, 6, 0x1b, r.below(2), 0, 0, r.one([0, 1, 1, 1, 2, 3, 0x10]))),
  (r) => command(fixed(r, 6, 0x1e, 0, 0, 0, r.below(2))),
  (r) => command(fixed(r, 6, r.one([0x16, 0x17]))),
  (r) => command(fixed(r, 10, r.one([0x56, 0x57]))),
  (r) => withList(r, fixed(r, 6, 0x15, r.one([0x10, 0x11, 0])), 4, 1, list.modePages(r, 4)),
  (r) => withList(r, fixed(r, 10, 0x55, r.one([0x10, 0x11, 0])), 7, 2, list.modePages(r, 8)),
  (r) => withList(r, fixed(r, 10, 0x4c, r.below(4)), 7, 2, list.noise(r)),
  (r) => withList(r, fixed(r, 6, 0x1d, r.one([0x04, 0, 0x10, 0x24])), 3, 2, list.noise(r)),
  (r) => withList(r, fixed(r, 10, 0x42, r.below(2)), 7, 2, list.unmap(r)),
  (r) => withList(r, fixed(r, 10, 0x5f, r.below(9), r.below(9)), 5, 4, list.reservation(r)),
  (r) => withList(r, fixed(r, 16, 0x83, r.one([0, 0, 0, 1, 0x1c])), 10, 4, list.extendedCopy(r)),
  (r) => withList(r, fixed(r, 12, 0xa4, r.one([0x0a, r.below(32)])), 6, 4, list.noise(r)),
  (r) => command(fixed(r, 6, 0x04, r.one([0, 0x10, 0x18])), { out: list.format(r) }),
  (r) => withList(r, fixed(r, 10, 0x48, r.below(32)), 7, 2, list.noise(r)),
  (r) => command(fixed(r, 12, 0xbb, 0, 0xff, 0xff)),
]

/** Of every opcode that there is, and 32 bytes long (SPC-4 §4.2.7). */
const anything: readonly Make[] = [
  (r) => command(bytes(r.below(256), ...r.some(5, 15, () => r.below(256))), { length: r.below(4) * BLOCK }),
  (r) => command(bytes(r.below(256), ...r.some(15, 15, () => 0)), { out: dataFor(r, r.below(3)) }),
  (r) => command(fixed(r, 32, 0x7f, 0, 0, 0, 0, 0, 0, 24, 0, r.one([9, 10, 11, 12, 13])), { length: BLOCK }),
]

/** Does its work by itself and leaves others in peace. */
export const gentleCommand: Make = (r) => {
  const kind = r.below(100)
  if (kind < 50) return reads(r)
  if (kind < 80) return writes(r)
  if (kind < 86) return verifies(r)
  if (kind < 90) return r.one([writeSame, compareAndWrite])(r)
  return r.one(inquiries)(r)
}

export const anyCommand: Make = (r) => {
  const kind = r.below(100)
  if (kind < 70) return gentleCommand(r)
  if (kind < 80) return r.one(inquiries)(r)
  if (kind < 95) return r.one(changes)(r)
  return r.one(anything)(r)
}
