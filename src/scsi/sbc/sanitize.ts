import { bit, bits, layout, u16 } from '../../lib/layout.ts'
import { parameterList } from '../answer.ts'
import { command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition, invalidField, invalidParameter, SENSE } from '../sense.ts'
import type { Task } from '../task.ts'
import { PIECE, repeated } from './medium-access.ts'

/** Service actions (SBC-3 table 107); there is no key to lose for a cryptographic erase. */
const ACTION = { OVERWRITE: 0x01, BLOCK_ERASE: 0x02, EXIT_FAILURE_MODE: 0x1f } as const
const KNOWN: readonly number[] = Object.values(ACTION)

/**
 * SANITIZE (SBC-3 5.18), where the daemon's settings allow it: nothing of the medium can be read afterwards. Resets do not
 * stop it; until it is through, or after it failed, the unit is not ready.
 */
export const sanitize = command({
  opcode: 0x48,
  name: 'SANITIZE',
  on: 'disk',
  data: 'out',
  writes: true,
  needsMedium: 'open',
  timeout: 'format',
  cdb: layout(10, { immed: bit(1, 7), reserved: bit(1, 6), action: bits(1, 0, 5), listLength: u16(7) }),
  usage: '48 bf 00 00 00 00 00 ff ff 04',
  check(_cdb, lu) {
    if (!lu.options.extensions?.sanitize) throw checkCondition('INVALID COMMAND OPERATION CODE')
  },
  async run(task, lu, { immed, reserved, action, listLength }) {
    if (!KNOWN.includes(action)) throw invalidField(1, 0)
    if (reserved) throw invalidField(1, 6)
    mustBeZero(task)
    if (action === ACTION.OVERWRITE ? !isOverwriteLength(listLength, lu) : listLength !== 0)
      throw invalidField(7)
    if (action === ACTION.EXIT_FAILURE_MODE) {
      lu.sanitizeFailed = false
      return
    }
    const pattern =
      action === ACTION.OVERWRITE ? patternOf(await parameterList(task, listLength), lu) : undefined
    const work = erase(lu, pattern)
    if (!immed) await work
    else work.catch(() => {})
  },
})

function mustBeZero({ cdb }: Task): void {
  for (let at = 2; at <= 6; at++) if (cdb[at] !== 0) throw invalidField(at)
}

const isOverwriteLength = (length: number, lu: LogicalUnit): boolean =>
  length >= 5 && length <= lu.options.blockSize + 4

/** OVERWRITE COUNT must be named; the pattern repeats within each block (SBC-3 5.18.2.3). */
function patternOf(list: Buffer, lu: LogicalUnit): Buffer {
  if (list.length < 5) throw checkCondition('PARAMETER LIST LENGTH ERROR')
  if ((list[0]! & 0x1f) === 0) throw invalidParameter(0, 4)
  const length = list.readUInt16BE(2)
  if (length === 0 || length > lu.options.blockSize || length + 4 > list.length) throw invalidParameter(2)
  return repeated(list.subarray(4, 4 + length), lu.options.blockSize)
}

/** With a pattern, or with zeros on a store that gives its blocks back where it can. */
async function erase(lu: LogicalUnit, block: Buffer | undefined): Promise<void> {
  const background = { sense: SENSE['LOGICAL UNIT NOT READY, SANITIZE IN PROGRESS'], progress: 0 }
  lu.background = background
  lu.sanitizeFailed = true
  try {
    if (block === undefined && lu.options.thinProvisioned) await lu.store!.discard?.(0, lu.size)
    else await overwrite(lu, block ?? Buffer.alloc(lu.options.blockSize), background)
    await lu.store!.flush()
    lu.sanitizeFailed = false
  } catch (error) {
    lu.options.log?.error(`${lu.options.name}: sanitize failed: ${String(error)}`)
    throw checkCondition('SANITIZE COMMAND FAILED')
  } finally {
    lu.background = undefined
  }
}

async function overwrite(lu: LogicalUnit, block: Buffer, background: { progress: number }): Promise<void> {
  const pattern = repeated(block, PIECE)
  for (let done = 0; done < lu.size; done += PIECE) {
    await lu.store!.writeFrom([pattern.subarray(0, Math.min(PIECE, lu.size - done))], done)
    background.progress = Math.floor((done / lu.size) * 65536)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
