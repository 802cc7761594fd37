import { command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition, invalidField } from '../sense.ts'
import type { Task } from '../task.ts'
import { onBlocks, unprotected, verify10Cdb, verify12Cdb, verify16Cdb } from './cdb.ts'
import { firstDifference, makeDurable, readBytes, startOf } from './medium-access.ts'
import { inWholeBlocks } from './whole-blocks.ts'
import { wholeBlocks } from './write.ts'

/** WRITE AND VERIFY(10), (12), (16) (SBC-3 5.35 to 5.37): always on the medium, read back and compared, whatever BYTCHK asks. */
export const writeAndVerify10 = writing(0x2e, '10', verify10Cdb, '2e f6 ff ff ff ff 00 ff ff 04')
export const writeAndVerify12 = writing(0xae, '12', verify12Cdb, 'ae f6 ff ff ff ff ff ff ff ff 00 04')
export const writeAndVerify16 = writing(
  0x8e,
  '16',
  verify16Cdb,
  '8e f6 ff ff ff ff ff ff ff ff ff ff ff ff 00 04',
)

function writing(opcode: number, size: string, cdb: typeof verify10Cdb, usage: string) {
  return command({
    ...onBlocks,
    partial: true,
    opcode,
    name: `WRITE AND VERIFY(${size})`,
    data: 'out',
    writes: true,
    cdb,
    usage,
    check(request) {
      unprotected(request)
      if (request.bytChk === 2) throw invalidField(1, 2)
    },
    demand: ({ blocks }, lu) => blocks * lu.options.blockSize,
    run: writeAndVerify,
  })
}

async function writeAndVerify(task: Task, lu: LogicalUnit): Promise<void> {
  if (task.blocks === 0 || !task.transfer.write) return
  wholeBlocks(task, lu)
  const start = startOf(task, lu)
  await task.transfer.dataOut(
    task.demanded,
    inWholeBlocks(lu.options.blockSize, (spans, offset) => written(lu, spans, start + offset)),
  )
  await makeDurable(task, lu, true)
}

async function written(lu: LogicalUnit, spans: readonly Uint8Array[], start: number): Promise<void> {
  const store = lu.store!
  await store.writeFrom(spans, start)
  // Nothing is kept by a volatile unit: there is nothing to compare with.
  if (lu.options.volatile) return
  let at = start
  for (const span of spans) {
    const back = await readBytes(store, at, span.length)
    if (firstDifference(span, back) !== undefined) throw checkCondition('MISCOMPARE DURING VERIFY OPERATION')
    at += span.length
  }
}
