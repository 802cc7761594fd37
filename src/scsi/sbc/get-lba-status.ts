import { layout, u32 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { command, wide } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition } from '../sense.ts'

const DESCRIPTOR = 16
/** PROVISIONING STATUS (SBC-3 table 58). */
const MAPPED = 0
const DEALLOCATED = 1

/** GET LBA STATUS (SBC-3 5.4): from the store's hole map; a thick unit is mapped throughout. */
export const getLbaStatus = command({
  opcode: 0x9e,
  serviceAction: 0x12,
  name: 'GET LBA STATUS',
  on: 'disk',
  data: 'in',
  access: 'W',
  needsMedium: 'open',
  timeout: 'medium',
  cdb: layout(16, { start: wide(2), allocationLength: u32(10) }),
  usage: '9e 12 ff ff ff ff ff ff ff ff ff ff ff ff 00 04',
  run(task, lu, { start, allocationLength }) {
    if (start >= lu.blocks) throw checkCondition('LOGICAL BLOCK ADDRESS OUT OF RANGE')
    const room = Math.max(1, Math.floor((Math.min(allocationLength, 65536) - 8) / DESCRIPTOR))
    const runs = runsFrom(lu, start, room)
    const data = Buffer.alloc(8 + DESCRIPTOR * runs.length)
    data.writeUInt32BE(data.length - 4, 0)
    runs.forEach(({ lba, blocks, status }, index) => {
      const at = 8 + DESCRIPTOR * index
      data.writeBigUInt64BE(BigInt(lba), at)
      data.writeUInt32BE(blocks, at + 8)
      data[at + 12] = status
    })
    return answer(task, data, allocationLength)
  },
})

interface Run {
  readonly lba: number
  readonly blocks: number
  readonly status: number
}

function runsFrom(lu: LogicalUnit, start: number, room: number): Run[] {
  const runs: Run[] = []
  for (let lba = start; lba < lu.blocks && runs.length < room; ) {
    const run = runAt(lu, lba)
    runs.push(run)
    lba += run.blocks
  }
  return runs
}

/** A block that is mapped in part is mapped. */
function runAt(lu: LogicalUnit, lba: number): Run {
  const { blockSize, thinProvisioned } = lu.options
  const found = thinProvisioned ? lu.store!.runAt?.(lba * blockSize) : undefined
  const { mapped, end } = found ?? { mapped: true, end: lu.size }
  const limit = Math.min(mapped ? Math.ceil(end / blockSize) : Math.floor(end / blockSize), lu.blocks)
  if (limit <= lba) return { lba, blocks: 1, status: MAPPED }
  return { lba, blocks: Math.min(limit - lba, 0xffffffff), status: mapped ? MAPPED : DEALLOCATED }
}
