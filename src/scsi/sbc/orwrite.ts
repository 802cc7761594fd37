import type { BackingStore } from '../backing-store.ts'
import { command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import type { Task } from '../task.ts'
import { onBlocks, transfer16, unprotected } from './cdb.ts'
import { makeDurable, readBytes, startOf } from './medium-access.ts'
import { inWholeBlocks } from './whole-blocks.ts'
import { wholeBlocks } from './write.ts'

/** ORWRITE(16) (SBC-3 5.6): the medium takes on the bits that are sent. */
export const orWrite = command({
  ...onBlocks,
  partial: true,
  opcode: 0x8b,
  name: 'ORWRITE(16)',
  on: 'disk',
  data: 'out',
  writes: true,
  atomic: true,
  cdb: transfer16,
  usage: '8b fa ff ff ff ff ff ff ff ff ff ff ff ff 00 04',
  check: unprotected,
  demand: ({ blocks }, lu) => blocks * lu.options.blockSize,
  run: (task, lu, { fua }) => merge(task, lu, fua),
})

async function merge(task: Task, lu: LogicalUnit, fua: boolean): Promise<void> {
  if (task.blocks === 0 || !task.transfer.write) return
  wholeBlocks(task, lu)
  const start = startOf(task, lu)
  await task.transfer.dataOut(
    task.demanded,
    inWholeBlocks(lu.options.blockSize, async (spans, offset) => {
      let at = start + offset
      for (const span of spans) {
        await mergeSpan(lu.store!, span, at)
        at += span.length
      }
    }),
  )
  await makeDurable(task, lu, fua)
}

async function mergeSpan(store: BackingStore, span: Uint8Array, at: number): Promise<void> {
  const merged = await readBytes(store, at, span.length)
  for (let i = 0; i < merged.length; i++) merged[i]! |= span[i]!
  await store.writeFrom([merged], at)
}
