import type { LogicalUnit } from '../../src/scsi/logical-unit.ts'
import { unitDesignators } from '../../src/scsi/spc/device-identification.ts'
import { fileDisk, said, send, type TestNexus } from './scsi.ts'

interface Segment {
  readonly source?: number
  readonly destination?: number
  readonly blocks: number
  readonly from: number
  readonly to: number
  readonly type?: number
  readonly length?: number
}

/** Identification descriptor CSCD (SPC-4 6.3.6.4). */
export function target(lu: LogicalUnit): Buffer {
  const [designator] = unitDesignators(lu)
  const bytes = Buffer.alloc(32)
  bytes[0] = 0xe4
  bytes[4] = designator![0]!
  bytes[5] = designator![1]!
  bytes[7] = Math.min(designator![3]!, 20)
  designator!.copy(bytes, 8, 4, 24)
  bytes.writeUIntBE(lu.options.blockSize, 29, 3)
  return bytes
}

/** A disk whose T10 vendor designator is short enough for a CSCD descriptor. */
export async function named(id: string, size?: number): Promise<LogicalUnit> {
  const lu = await fileDisk({ name: id }, size)
  lu.identity.t10VendId = id
  lu.identity.vendSpecificId = id
  return lu
}

export function segment({
  source = 0,
  destination = 1,
  blocks,
  from,
  to,
  type = 2,
  length = 24,
}: Segment): Buffer {
  const bytes = Buffer.alloc(28)
  bytes[0] = type
  bytes.writeUInt16BE(length, 2)
  bytes.writeUInt16BE(source, 4)
  bytes.writeUInt16BE(destination, 6)
  bytes.writeUInt16BE(blocks, 10)
  bytes.writeBigUInt64BE(BigInt(from), 12)
  bytes.writeBigUInt64BE(BigInt(to), 20)
  return bytes
}

export function copyList(targets: readonly Buffer[], segments: readonly Buffer[], id = 1): Buffer {
  const header = Buffer.alloc(16)
  header[0] = id
  header.writeUInt16BE(32 * targets.length, 2)
  header.writeUInt32BE(28 * segments.length, 8)
  return Buffer.concat([header, ...targets, ...segments])
}

export async function copy(nexus: TestNexus, list: Buffer): Promise<string> {
  const cdb = Buffer.alloc(16)
  cdb[0] = 0x83
  cdb.writeUInt32BE(list.length, 10)
  return said(await send(nexus, cdb.toString('hex'), { out: list }))
}

/** One block in hex. */
export const read = async (nexus: TestNexus, lun: number, lba: number) =>
  (await send(nexus, `28 00 ${lba.toString(16).padStart(8, '0')} 00 0001 00`, { alloc: 512, lun })).data
/** RECEIVE COPY RESULTS. */
export const status = async (nexus: TestNexus, id: number, action: number, alloc = 255) =>
  said(await send(nexus, `84 0${action} 0${id} 00 00 00 00 00 00 00 00 00 00 ff 00 00`, { alloc }))
