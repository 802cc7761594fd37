import { bit, bits, type Field, layout, u16, u32 } from '../../lib/layout.ts'
import { parameterList } from '../answer.ts'
import { command, wide } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition, invalidField } from '../sense.ts'
import { limitsOf } from '../spc/vpd.ts'
import type { Task } from '../task.ts'
import { onBlocks } from './cdb.ts'
import { bytesOf, inPieces, isZero, makeDurable, pieceOf, repeated, startOf } from './medium-access.ts'

const never: Field<boolean> = { get: () => false, set: () => {} }

const flags = {
  protect: bits(1, 5, 3),
  anchor: bit(1, 4),
  unmap: bit(1, 3),
  obsolete: bits(1, 1, 2),
} as const

/** Where NUMBER OF LOGICAL BLOCKS is, for the field pointer. */
const LENGTH_AT = { 10: 7, 16: 10 } as const

interface WriteSameCdb {
  readonly protect: number
  readonly anchor: boolean
  readonly unmap: boolean
  /** PBDATA, LBDATA. */
  readonly obsolete: number
  /** No data-out: zeros. */
  readonly ndob: boolean
}

const common = {
  ...onBlocks,
  partial: true,
  on: 'disk',
  data: 'out',
  writes: true,
  atomic: true,
  check({ anchor, unmap, protect }: WriteSameCdb) {
    if (anchor && !unmap) throw invalidField(1, 4)
    if (protect !== 0) throw invalidField(1, 5)
  },
  demand: ({ ndob }: WriteSameCdb, lu: LogicalUnit) => (ndob ? 0 : lu.options.blockSize),
} as const

/** WRITE SAME(10) and (16) (SBC-3 5.38, 5.39); NUMBER OF LOGICAL BLOCKS 0 is refused (WSNZ). */
export const writeSame10 = command({
  ...common,
  opcode: 0x41,
  name: 'WRITE SAME(10)',
  cdb: layout(10, { ...flags, ndob: never, lba: u32(2), blocks: u16(7) }),
  usage: '41 e8 ff ff ff ff 00 ff ff 04',
  run: (task, lu, { anchor, unmap, obsolete, ndob }) =>
    writeSame(task, lu, { anchor, unmap, obsolete, ndob }, LENGTH_AT[10]),
})

export const writeSame16 = command({
  ...common,
  opcode: 0x93,
  name: 'WRITE SAME(16)',
  cdb: layout(16, { ...flags, ndob: bit(1, 0), lba: wide(2), blocks: u32(10) }),
  usage: '93 e8 ff ff ff ff ff ff ff ff ff ff ff ff 00 04',
  run: (task, lu, { anchor, unmap, obsolete, ndob }) =>
    writeSame(task, lu, { anchor, unmap, obsolete, ndob }, LENGTH_AT[16]),
})

type Flags = Omit<WriteSameCdb, 'protect'>

async function writeSame(task: Task, lu: LogicalUnit, flags: Flags, lengthAt: number): Promise<void> {
  const { blockSize, thinProvisioned } = lu.options
  if (!flags.ndob && task.transfer.expectedLength !== blockSize) throw invalidField(lengthAt)
  if (flags.anchor && flags.unmap) throw invalidField(1, 4)
  if (task.blocks === 0) throw invalidField(lengthAt)
  if (flags.unmap && !thinProvisioned) throw checkCondition('INVALID COMMAND OPERATION CODE')
  if (!flags.unmap && flags.obsolete !== 0) throw invalidField(1, 1)
  const tooLong = task.blocks > limitsOf(lu).writeSame
  if (tooLong && !flags.unmap) throw invalidField(lengthAt)
  const block = flags.ndob ? Buffer.alloc(blockSize) : await parameterList(task, blockSize)
  // SBC-3 4.7.3.4.3: unmapped only where later reads return what was sent.
  if (flags.unmap && isZero(block)) await lu.store!.zero(startOf(task, lu), bytesOf(task, lu))
  else if (tooLong) throw invalidField(lengthAt)
  else await fill(task, lu, block)
  await makeDurable(task, lu, false)
}

async function fill(task: Task, lu: LogicalUnit, block: Buffer): Promise<void> {
  const pattern = repeated(block, Math.min(pieceOf(lu), bytesOf(task, lu)))
  await inPieces(task, lu, (offset, size) => lu.store!.writeFrom([pattern.subarray(0, size)], offset))
}
