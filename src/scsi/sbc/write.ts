import { command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition } from '../sense.ts'
import type { Task } from '../task.ts'
import { onBlocks, transfer6, transfer10, transfer12, transfer16, unprotected } from './cdb.ts'
import { makeDurable, writingTo } from './medium-access.ts'

const common = { ...onBlocks, partial: true, data: 'out', writes: true } as const
const inBytes = ({ blocks }: { readonly blocks: number }, lu: LogicalUnit): number =>
  blocks * lu.options.blockSize

/** WRITE(6) (SBC-3 5.31). */
export const write6 = command({
  ...common,
  opcode: 0x0a,
  name: 'WRITE(6)',
  cdb: transfer6,
  usage: '0a 1f ff ff ff 04',
  demand: inBytes,
  run: (task, lu) => write(task, lu, false),
})

/** WRITE(10), (12), (16) (SBC-3 5.32 to 5.34). */
export const write10 = writing(0x2a, 'WRITE(10)', transfer10, '2a fa ff ff ff ff 00 ff ff 04')
export const write12 = writing(0xaa, 'WRITE(12)', transfer12, 'aa fa ff ff ff ff ff ff ff ff 00 04')
export const write16 = writing(
  0x8a,
  'WRITE(16)',
  transfer16,
  '8a fa ff ff ff ff ff ff ff ff ff ff ff ff 00 04',
)

function writing(opcode: number, name: string, cdb: typeof transfer10, usage: string) {
  return command({
    ...common,
    opcode,
    name,
    cdb,
    usage,
    check: unprotected,
    demand: inBytes,
    run: (task, lu, { fua }) => write(task, lu, fua),
  })
}

/** At once when the data are there and the store is quick. */
function write(task: Task, lu: LogicalUnit, fua: boolean): void | Promise<void> {
  if (task.blocks === 0 || !task.transfer.write) return
  wholeBlocks(task, lu)
  const written = task.transfer.dataOut(task.demanded, writingTo(task, lu))
  return written === undefined ? makeDurable(task, lu, fua) : written.then(() => makeDurable(task, lu, fua))
}

/** Data that end before the CDB's last block must end with a block. */
export function wholeBlocks(task: Task, lu: LogicalUnit): void {
  const { expectedLength } = task.transfer
  if (expectedLength < task.demanded && expectedLength % lu.options.blockSize !== 0)
    throw checkCondition('INVALID FIELD IN COMMAND INFORMATION UNIT')
}
