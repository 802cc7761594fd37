import { bit, bits, layout, u8 } from '../../lib/layout.ts'
import { parameterList } from '../answer.ts'
import { command, wide } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition, invalidField } from '../sense.ts'
import type { Task } from '../task.ts'
import { onBlocks, unprotected } from './cdb.ts'
import { firstDifference, makeDurable, readBytes, startOf } from './medium-access.ts'

/** COMPARE AND WRITE (SBC-3 5.3). */
export const compareAndWrite = command({
  ...onBlocks,
  opcode: 0x89,
  name: 'COMPARE AND WRITE',
  on: 'disk',
  data: 'out',
  writes: true,
  atomic: true,
  cdb: layout(16, { protect: bits(1, 5, 3), fua: bit(1, 3), lba: wide(2), blocks: u8(13) }),
  usage: '89 f8 ff ff ff ff ff ff ff ff 00 00 00 ff 00 04',
  check: unprotected,
  demand: ({ blocks }, lu) => 2 * blocks * lu.options.blockSize,
  run: (task, lu, { fua }) => exchange(task, lu, fua),
})

async function exchange(task: Task, lu: LogicalUnit, fua: boolean): Promise<void> {
  if (task.transfer.expectedLength !== task.demanded) throw invalidField(13)
  if (task.blocks === 0) return
  const list = await parameterList(task, task.demanded)
  const half = list.length / 2
  const start = startOf(task, lu)
  const found = await readBytes(lu.store!, start, half)
  const information = firstDifference(list.subarray(0, half), found)
  if (information !== undefined) throw checkCondition('MISCOMPARE DURING VERIFY OPERATION', { information })
  if (task.aborted) return
  await lu.store!.writeFrom([list.subarray(half)], start)
  await makeDurable(task, lu, fua)
}
