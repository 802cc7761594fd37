import { bit, layout, u32 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { command, wide } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { invalidField } from '../sense.ts'

const common = {
  data: 'in',
  access: 'LWX',
  allowedIn: 'SUT',
  needsMedium: 'present',
  ordering: 'head',
} as const

/** READ CAPACITY(10) (SBC-3 5.15). */
export const readCapacity10 = command({
  ...common,
  opcode: 0x25,
  name: 'READ CAPACITY(10)',
  cdb: layout(10, { address: u32(2), pmi: bit(8, 0) }),
  usage: '25 00 00 00 00 00 00 00 00 04',
  demand: () => 8,
  run(task, lu, { address, pmi }) {
    if (!pmi && address !== 0) throw invalidField(2)
    const data = Buffer.alloc(8)
    data.writeUInt32BE(lu.blocks > 2 ** 32 ? 0xffffffff : Number(BigInt.asUintN(32, lastBlock(lu))), 0)
    data.writeUInt32BE(lu.options.blockSize, 4)
    return answer(task, data, data.length)
  },
})

/** READ CAPACITY(16) (SBC-3 5.16). */
export const readCapacity16 = command({
  ...common,
  opcode: 0x9e,
  serviceAction: 0x10,
  name: 'READ CAPACITY(16)',
  cdb: layout(16, { address: wide(2), allocationLength: u32(10), pmi: bit(14, 0) }),
  usage: '9e 10 00 00 00 00 00 00 00 00 ff ff ff ff 00 04',
  run(task, lu, { address, allocationLength, pmi }) {
    if (!pmi && address !== 0) throw invalidField(2)
    const { thinProvisioned, extensions } = lu.options
    const data = Buffer.alloc(32)
    data.writeBigUInt64BE(lastBlock(lu), 0)
    data.writeUInt32BE(lu.options.blockSize, 8)
    data[13] = physicalBlockExponent(lu)
    if (thinProvisioned) data[14] = extensions?.unmappedReadsZeros ? 0xc0 : 0x80
    return answer(task, data, allocationLength)
  },
})

/** As SCST: of no blocks the last is the one before the first, to which initiators add one. */
const lastBlock = ({ blocks }: LogicalUnit): bigint => BigInt.asUintN(64, BigInt(blocks) - 1n)

/** Files are cached in pages of 4096 bytes; a disk says what its sectors are. */
function physicalBlockExponent(lu: LogicalUnit): number {
  if (!lu.lbPerPbExp) return 0
  const physical = lu.store?.limits.physicalBlockSize ?? 4096
  return Math.max(Math.log2(physical / lu.options.blockSize), 0)
}
