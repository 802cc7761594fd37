import { bit, layout, u16 } from '../../lib/layout.ts'
import { parameterList } from '../answer.ts'
import { command } from '../command.ts'
import { exclusively } from '../exclusive-range.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition, invalidField, invalidParameter } from '../sense.ts'
import { limitsOf } from '../spc/vpd.ts'
import { makeDurable } from './medium-access.ts'

/** UNMAP (SBC-3 5.25). */
export const unmap = command({
  opcode: 0x42,
  name: 'UNMAP',
  on: 'disk',
  data: 'out',
  writes: true,
  needsMedium: 'open',
  atomic: true,
  timeout: 'medium',
  cdb: layout(10, { anchor: bit(1, 0), listLength: u16(7) }),
  usage: '42 00 00 00 00 00 00 ff ff 04',
  async run(task, lu, { anchor, listLength }) {
    if (!lu.options.thinProvisioned) throw checkCondition('INVALID COMMAND OPERATION CODE')
    if (anchor) throw invalidField(1, 0)
    if (listLength === 0) return
    const ranges = rangesOf(await parameterList(task, listLength), lu)
    for (const range of ranges)
      if (range.blocks > 0 && !(await exclusively(task, lu, range, () => deallocate(lu, range)))) return
    await makeDurable(task, lu, false)
  },
})

interface Range {
  readonly lba: number
  readonly blocks: number
}

/** Every descriptor is checked before the first has an effect. */
function rangesOf(list: Buffer, lu: LogicalUnit): Range[] {
  if (list.length < 8) throw checkCondition('PARAMETER LIST LENGTH ERROR')
  const length = list.readUInt16BE(2)
  const most = 16 * (lu.options.extensions?.maxUnmapDescriptors ?? Infinity)
  if (length > list.length - 8 || length % 16 !== 0 || length > most) throw invalidParameter(2)
  const ranges: Range[] = []
  for (let at = 8; at < 8 + length; at += 16) ranges.push(rangeAt(list, at, lu))
  const total = ranges.reduce((sum, { blocks }) => sum + blocks, 0)
  if (total > limitsOf(lu).unmap) throw invalidParameter(0)
  return ranges
}

function rangeAt(list: Buffer, at: number, lu: LogicalUnit): Range {
  const lba = Number(list.readBigUInt64BE(at))
  const blocks = list.readUInt32BE(at + 8)
  if (blocks > 0 && lba + blocks > lu.blocks) throw checkCondition('LOGICAL BLOCK ADDRESS OUT OF RANGE')
  return { lba, blocks }
}

/** A store that turns out not to be able to give back writes zeros, one that never could keeps its blocks: a hint (SBC-3 4.7.3.4). */
async function deallocate(lu: LogicalUnit, { lba, blocks }: Range): Promise<void> {
  const { blockSize, extensions } = lu.options
  const [start, length] = [lba * blockSize, blocks * blockSize]
  if (extensions?.unmappedReadsZeros) await lu.store!.zero(start, length)
  else await lu.store!.discard?.(start, length)
}
