import { bit, bits, layout } from '../../lib/layout.ts'
import { command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition } from '../sense.ts'
import type { Task } from '../task.ts'
import { flush } from './synchronize-cache.ts'

/** START STOP UNIT (SBC-3 5.19). What does not start alone flushes; removable media come and go. */
export const startStopUnit = command({
  opcode: 0x1b,
  name: 'START STOP UNIT',
  data: 'none',
  needsMedium: 'drive',
  cdb: layout(6, { immed: bit(1, 0), powerCondition: bits(4, 4, 4), loej: bit(4, 1), start: bit(4, 0) }),
  usage: '1b 01 00 0f f7 04',
  accessOf: ({ powerCondition, start }) => (powerCondition === 0 && start ? 'LWX' : ''),
  run(task, lu, { immed, powerCondition, loej, start }) {
    if (!loej || powerCondition !== 0 || !lu.options.removable) return flush(task, lu, immed)
    if (lu.preventing.size > 0) throw checkCondition('MEDIUM REMOVAL PREVENTED')
    return start ? load(task, lu) : eject(task, lu)
  },
})

async function eject(task: Task, lu: LogicalUnit): Promise<void> {
  await flush(task, lu, false)
  lu.ejected = true
}

/** The initiator that loads knows of it; all others are told. */
function load(task: Task, lu: LogicalUnit): void {
  if (!lu.ejected) return
  lu.ejected = false
  lu.raise('MEDIUM MAY HAVE CHANGED', task.nexus)
}
