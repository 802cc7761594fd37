import { bit, bits, layout } from '../../lib/layout.ts'
import { parameterList } from '../answer.ts'
import { command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition, invalidField, invalidParameter, SENSE } from '../sense.ts'
import type { Task } from '../task.ts'
import { makeDurable, PIECE } from './medium-access.ts'

interface FormatCdb {
  readonly fmtPInfo: number
  readonly longList: boolean
  readonly fmtData: boolean
}

/** FORMAT UNIT (SBC-3 5.4). Without protection information; defect lists mean nothing. */
export const formatUnit = command({
  opcode: 0x04,
  name: 'FORMAT UNIT',
  data: 'out',
  writes: true,
  needsMedium: 'open',
  ordering: 'strict',
  timeout: 'format',
  cdb: layout(6, { fmtPInfo: bits(1, 6, 2), longList: bit(1, 5), fmtData: bit(1, 4) }),
  usage: '04 f0 00 00 00 04',
  async run(task, lu, { fmtPInfo, longList, fmtData }) {
    const immed = fmtData && (await listIsImmediate(task, { fmtPInfo, longList, fmtData }))
    if (fmtPInfo !== 0) throw invalidField(1, 6)
    const work = format(task, lu).then(() => makeDurable(task, lu, false))
    if (immed) work.catch((error: unknown) => failLater(task, lu, error))
    else await work
  },
})

/** The status is gone: a deferred error (SPC-4 4.5.7). */
function failLater(task: Task, lu: LogicalUnit, error: unknown): void {
  lu.options.log?.error(`${lu.options.name}: format failed: ${String(error)}`)
  task.nexus!.deferred = 'PERIPHERAL DEVICE WRITE FAULT'
}

const SHORT_HEADER = 4
const LONG_HEADER = 8
/** The CDB names no length: more than this has a defect list, which is not looked at. */
const LONGEST_LIST = 65536

/** Checks the parameter list; its IMMED. */
async function listIsImmediate(task: Task, { fmtPInfo, longList }: FormatCdb): Promise<boolean> {
  task.demanded = task.transfer.expectedLength
  const list = await parameterList(task, LONGEST_LIST)
  if (list.length < SHORT_HEADER) throw checkCondition('PARAMETER LIST LENGTH ERROR')
  if ((list[1]! & 0x08) !== 0) throw invalidParameter(1, 3)
  if (longList && list.length < LONG_HEADER) throw invalidField(1, 5)
  if (longList && list[3] !== 0) throw invalidParameter(3, 4)
  const usage = list[0]! & 0x07
  const isType = usage === 0 ? fmtPInfo !== 1 : fmtPInfo === 3 && usage === 1
  if (!isType) throw invalidParameter(0, 0)
  return (list[1]! & 0x02) !== 0
}

/**
 * Thin units give everything back; thick ones keep their bytes unless the daemon's settings want zeros. An abort ends
 * it where it is.
 */
async function format(task: Task, lu: LogicalUnit): Promise<void> {
  const { thinProvisioned, extensions } = lu.options
  if (!thinProvisioned && !extensions?.formatWritesZeros) return
  const background = { sense: SENSE['LOGICAL UNIT NOT READY, FORMAT IN PROGRESS'], progress: 0 }
  const { size, clear } = thinProvisioned ? discarding(lu) : zeroing(lu)
  lu.background = background
  try {
    for (let done = 0; done < lu.size && !task.aborted; done += size) {
      await clear(done, Math.min(size, lu.size - done))
      background.progress = Math.floor((done / lu.size) * 65536)
      await new Promise((resolve) => setImmediate(resolve))
    }
  } finally {
    lu.background = undefined
  }
}

/** How a unit is cleared, and how much of it at a time. */
interface Clearing {
  readonly size: number
  clear(offset: number, length: number): unknown
}

const discarding = (lu: LogicalUnit): Clearing => ({
  size: 128 * PIECE,
  clear: (offset, length) => lu.store!.discard?.(offset, length),
})

function zeroing(lu: LogicalUnit): Clearing {
  const zeros = Buffer.alloc(PIECE)
  return {
    size: PIECE,
    clear: (offset, length) => lu.store!.writeFrom([zeros.subarray(0, length)], offset),
  }
}
