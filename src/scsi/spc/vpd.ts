import { DEVICE_TYPE, type LogicalUnit } from '../logical-unit.ts'
import { invalidField } from '../sense.ts'
import type { Task } from '../task.ts'
import { deviceIdentification } from './device-identification.ts'
import { peripheral } from './peripheral.ts'

/** One vital product data page (SPC-4 7.8, SBC-3 6.5): what follows its 4-byte header. */
interface VpdPage {
  readonly code: number
  served(lu: LogicalUnit): boolean
  content(lu: LogicalUnit, task: Task): Buffer
}

const always = (): boolean => true
const onDisks = (lu: LogicalUnit): boolean => lu.options.type === DEVICE_TYPE.DISK

const PAGES: readonly VpdPage[] = [
  { code: 0x00, served: always, content: (lu) => Buffer.from(supported(lu)) },
  { code: 0x80, served: always, content: (lu) => Buffer.from(lu.identity.usn, 'latin1') },
  { code: 0x83, served: always, content: (lu, task) => deviceIdentification(lu, task.itNexus.port) },
  { code: 0x86, served: always, content: extendedInquiry },
  { code: 0xb0, served: onDisks, content: blockLimits },
  { code: 0xb1, served: onDisks, content: blockDeviceCharacteristics },
  { code: 0xb2, served: (lu) => lu.options.thinProvisioned, content: logicalBlockProvisioning },
]

/** INQUIRY with EVPD. */
export function vitalProductData(pageCode: number, task: Task, lu: LogicalUnit): Buffer {
  const page = PAGES.find(({ code, served }) => code === pageCode && served(lu))
  if (page === undefined) throw invalidField(2)
  const content = page.content(lu, task)
  const header = Buffer.from([peripheral(task, lu), pageCode, content.length >> 8, content.length & 0xff])
  return Buffer.concat([header, content])
}

const supported = (lu: LogicalUnit): number[] =>
  PAGES.filter(({ served }) => served(lu)).map(({ code }) => code)

/** 86h (SPC-4 7.8.7): all task attributes, the volatile cache, unit attentions cleared by I_T nexus. */
function extendedInquiry(lu: LogicalUnit): Buffer {
  const content = Buffer.alloc(0x3c)
  content[1] = 0x07
  content[2] = lu.writeThrough || lu.options.nvCache ? 0x00 : 0x01
  content[3] = 0x01
  return content
}

const MIB = 1 << 20

/** Bounds that READ, WRITE SAME and UNMAP keep, in blocks; also what VPD B0h says. */
export const limitsOf = (lu: LogicalUnit) => {
  const { blockSize } = lu.options
  const inBlocks = (bytes: number): number => Math.floor(bytes / blockSize)
  const transfer = inBlocks(8 * MIB)
  return {
    transfer,
    optimalTransfer: Math.min(transfer, inBlocks(lu.optTransLen)),
    compareAndWrite: 0xff,
    writeSame: inBlocks(256 * MIB),
    unmap: unmapLimit(inBlocks(lu.store?.limits.maxDiscard ?? 256 * MIB), inBlocks(256 * MIB)),
  }
}

/** More blocks to unmap than initiators expect to be told. */
const UNEXPECTED = 1 << 20

/** What the store takes at once, unless that is more than initiators expect. */
const unmapLimit = (own: number, usual: number): number => (own > UNEXPECTED ? Math.min(own, usual) : own)

/** B0h (SBC-3 6.5.3). */
function blockLimits(lu: LogicalUnit): Buffer {
  const content = Buffer.alloc(0x3c)
  const { blockSize, thinProvisioned, extensions } = lu.options
  const limits = limitsOf(lu)
  content[0] = 0x01
  content[1] = limits.compareAndWrite
  content.writeUInt16BE(Math.max(4096 / blockSize, 1), 2)
  content.writeUInt32BE(limits.transfer, 4)
  content.writeUInt32BE(limits.optimalTransfer, 8)
  if (thinProvisioned) {
    const { discardGranularity = blockSize, discardAlignment = 0 } = lu.store?.limits ?? {}
    content.writeUInt32BE(limits.unmap, 16)
    content.writeUInt32BE(extensions?.maxUnmapDescriptors ?? 0xffffffff, 20)
    content.writeUInt32BE(Math.max(discardGranularity / blockSize, 1), 24)
    if (discardAlignment > 0) content.writeUInt32BE((0x80000000 | (discardAlignment / blockSize)) >>> 0, 28)
  }
  content.writeBigUInt64BE(BigInt(limits.writeSame), 32)
  return content
}

/** B1h (SBC-4 6.6.2): 15000 rpm, or not rotating; blocks can be read after a block erase (WABEREQ 01b). */
function blockDeviceCharacteristics(lu: LogicalUnit): Buffer {
  const content = Buffer.alloc(0x3c)
  content.writeUInt16BE(lu.options.rotational ? 15000 : 1, 0)
  if (lu.options.extensions?.sanitize) content[3] = 0x40
  return content
}

/** B2h (SBC-3 6.5.4): UNMAP, WRITE SAME(16) and (10) unmap; thin provisioned. */
function logicalBlockProvisioning(lu: LogicalUnit): Buffer {
  const readsZeros = lu.options.extensions?.unmappedReadsZeros ? 0x04 : 0
  return Buffer.from([0x00, 0xe0 | readsZeros, 0x02, 0x00])
}
