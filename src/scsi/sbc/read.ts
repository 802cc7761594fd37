import { command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import type { Task } from '../task.ts'
import { onBlocks, transfer6, transfer10, transfer12, transfer16, unprotected } from './cdb.ts'
import { makeDurable, readingFrom, startOf } from './medium-access.ts'

const common = { ...onBlocks, partial: true, data: 'in', access: 'W' } as const
const inBytes = ({ blocks }: { readonly blocks: number }, lu: LogicalUnit): number =>
  blocks * lu.options.blockSize

/** READ(6) (SBC-3 5.10). */
export const read6 = command({
  ...common,
  opcode: 0x08,
  name: 'READ(6)',
  cdb: transfer6,
  usage: '08 1f ff ff ff 04',
  demand: inBytes,
  run: read,
})

/** READ(10), (12), (16) (SBC-3 5.11 to 5.13); DPO, RARC and the group number mean nothing here. */
export const read10 = reading(0x28, 'READ(10)', transfer10, '28 f8 ff ff ff ff 00 ff ff 04')
export const read12 = reading(0xa8, 'READ(12)', transfer12, 'a8 f8 ff ff ff ff ff ff ff ff 00 04')
export const read16 = reading(0x88, 'READ(16)', transfer16, '88 f8 ff ff ff ff ff ff ff ff ff ff ff ff 00 04')

function reading(opcode: number, name: string, cdb: typeof transfer10, usage: string) {
  return command({
    ...common,
    opcode,
    name,
    cdb,
    usage,
    check: unprotected,
    demand: inBytes,
    run(task, lu, request) {
      return request.fua ? readStable(task, lu) : read(task, lu)
    },
  })
}

/** At once when the store is; with room for less than was asked (or none) as much as fits. */
function read(task: Task, lu: LogicalUnit): void | Promise<void> {
  if (task.blocks === 0 || !task.transfer.read) return
  return task.transfer.dataIn(task.demanded, readingFrom(lu.store!, startOf(task, lu)))
}

/** FUA: what the cache still holds of the range reaches stable storage first. */
async function readStable(task: Task, lu: LogicalUnit): Promise<void> {
  await makeDurable(task, lu, true)
  await read(task, lu)
}
