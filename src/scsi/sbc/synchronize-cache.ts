import { command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import type { Task } from '../task.ts'
import { onBlocks, range10, range16 } from './cdb.ts'

const common = { ...onBlocks, data: 'none' } as const

/** SYNCHRONIZE CACHE(10) and (16) (SBC-3 5.20, 5.21): the whole store, whatever range is named. */
export const synchronizeCache10 = command({
  ...common,
  opcode: 0x35,
  name: 'SYNCHRONIZE CACHE(10)',
  cdb: range10,
  usage: '35 02 ff ff ff ff 00 ff ff 04',
  run: (task, lu, { immed }) => flush(task, lu, immed),
})

export const synchronizeCache16 = command({
  ...common,
  opcode: 0x91,
  name: 'SYNCHRONIZE CACHE(16)',
  cdb: range16,
  usage: '91 02 ff ff ff ff ff ff ff ff ff ff ff ff 00 04',
  run: (task, lu, { immed }) => flush(task, lu, immed),
})

/** With IMMED the status comes first; a failure is then told as a deferred error (SPC-4 4.5.7). */
export function flush(task: Task, lu: LogicalUnit, immed: boolean): void | Promise<void> {
  const { nvCache, volatile } = lu.options
  if (nvCache || volatile || lu.store === undefined) return
  const nexus = task.nexus!
  if (!immed) return lu.flush(nexus)
  lu.flush(nexus).catch(() => {
    nexus.deferred = 'PERIPHERAL DEVICE WRITE FAULT'
  })
}
