import { bit, layout, u16 } from '../../lib/layout.ts'
import { parameterList } from '../answer.ts'
import { type Command, command } from '../command.ts'
import { exclusively } from '../exclusive-range.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition, invalidField, invalidParameter, SENSE } from '../sense.ts'
import type { Task } from '../task.ts'
import { pieceOf, repeated } from './medium-access.ts'

const common = {
  opcode: 0x48,
  on: 'disk',
  data: 'out',
  writes: true,
  needsMedium: 'open',
  atomic: true,
  timeout: 'format',
  cdb: layout(10, { immed: bit(1, 7), reserved: bit(1, 6), listLength: u16(7) }),
} as const

interface SanitizeCdb {
  readonly reserved: boolean
  readonly listLength: number
}

/**
 * SANITIZE (SBC-3 5.18), where the daemon's settings allow it: nothing of the medium can be read afterwards. Resets do
 * not stop it; until it is through, or after it failed, the unit is not ready.
 */
export const sanitize: readonly Command[] = [
  command({
    ...common,
    serviceAction: 0x01,
    name: 'SANITIZE(OVERWRITE)',
    usage: '48 a1 00 00 00 00 00 ff ff 04',
    async run(task, lu, { immed, reserved, listLength }) {
      checkFields(task, { reserved, listLength }, listLength >= 5 && listLength <= lu.options.blockSize + 4)
      const pattern = patternOf(await parameterList(task, listLength), lu)
      await inTheBackground(task, immed, () => erase(task, lu, pattern))
    },
  }),
  command({
    ...common,
    serviceAction: 0x02,
    name: 'SANITIZE(BLOCK ERASE)',
    usage: '48 a2 00 00 00 00 00 00 00 04',
    async run(task, lu, { immed, reserved, listLength }) {
      checkFields(task, { reserved, listLength }, listLength === 0)
      await inTheBackground(task, immed, () => erase(task, lu, undefined))
    },
  }),
  command({
    ...common,
    serviceAction: 0x1f,
    name: 'SANITIZE(EXIT FAILURE MODE)',
    usage: '48 3f 00 00 00 00 00 00 00 04',
    run(task, lu, { reserved, listLength }) {
      checkFields(task, { reserved, listLength }, listLength === 0)
      lu.sanitizeFailed = false
    },
  }),
]

/** With IMMED the status comes first; an abort ends the command, not the work (SBC-3 4.11.2). */
async function inTheBackground(task: Task, immed: boolean, work: () => Promise<void>): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    task.onAbort = resolve
  })
  const working = work()
  working.catch(() => {})
  if (!immed) await Promise.race([working, aborted])
}

function checkFields(task: Task, { reserved }: SanitizeCdb, lengthFits: boolean): void {
  if (reserved) throw invalidField(1, 6)
  for (let at = 2; at <= 6; at++) if (task.cdb[at] !== 0) throw invalidField(at)
  if (!lengthFits) throw invalidField(7)
}

/** OVERWRITE COUNT must be named; the pattern repeats within each block (SBC-3 5.18.2.3). */
function patternOf(list: Buffer, lu: LogicalUnit): Buffer {
  if (list.length < 5) throw checkCondition('PARAMETER LIST LENGTH ERROR')
  if ((list[0]! & 0x1f) === 0) throw invalidParameter(0, 4)
  const length = list.readUInt16BE(2)
  if (length === 0 || length > lu.options.blockSize || length + 4 > list.length) throw invalidParameter(2)
  return repeated(list.subarray(4, 4 + length), lu.options.blockSize)
}

/** With a pattern, or with zeros on a store that gives its blocks back where it can. */
async function erase(task: Task, lu: LogicalUnit, block: Buffer | undefined): Promise<void> {
  const background = { sense: SENSE['LOGICAL UNIT NOT READY, SANITIZE IN PROGRESS'], progress: 0 }
  lu.background = background
  try {
    if (!(await othersEnded(task, lu))) return
    lu.sanitizeFailed = true
    if (block === undefined && lu.options.thinProvisioned) await lu.store!.zero(0, lu.size)
    else await overwrite(lu, block ?? Buffer.alloc(lu.options.blockSize), background)
    await lu.flush()
    lu.sanitizeFailed = false
  } catch (error) {
    lu.options.log?.error(`${lu.options.name}: sanitize failed: ${String(error)}`)
    throw checkCondition('SANITIZE COMMAND FAILED')
  } finally {
    lu.background = undefined
  }
}

/** What has begun on any block has ended: nothing is written behind the erasure. False: aborted before. */
async function othersEnded(task: Task, lu: LogicalUnit): Promise<boolean> {
  const all = { lba: 0, blocks: lu.blocks }
  while (!task.aborted) if (await exclusively(task, lu, all, async () => {})) return true
  return false
}

async function overwrite(lu: LogicalUnit, block: Buffer, background: { progress: number }): Promise<void> {
  const piece = pieceOf(lu)
  const pattern = repeated(block, piece)
  for (let done = 0; done < lu.size; done += piece) {
    await lu.store!.writeFrom([pattern.subarray(0, Math.min(piece, lu.size - done))], done)
    background.progress = Math.floor((done / lu.size) * 65536)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
