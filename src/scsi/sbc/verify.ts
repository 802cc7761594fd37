import { parameterList } from '../answer.ts'
import { command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition, invalidField } from '../sense.ts'
import type { Task } from '../task.ts'
import { onBlocks, unprotected, verify10Cdb, verify12Cdb, verify16Cdb } from './cdb.ts'
import { firstDifference, inPieces, readBytes, repeated, startOf } from './medium-access.ts'
import { wholeBlocks } from './write.ts'

/** VERIFY(10), (12), (16) (SBC-3 5.27 to 5.29). */
export const verify10 = verifying(0x2f, '10', verify10Cdb, '2f f6 ff ff ff ff 00 ff ff 04')
export const verify12 = verifying(0xaf, '12', verify12Cdb, 'af f6 ff ff ff ff ff ff ff ff 00 04')
export const verify16 = verifying(0x8f, '16', verify16Cdb, '8f f6 ff ff ff ff ff ff ff ff ff ff ff ff 00 04')

/** BYTCHK (SBC-3 table 128). */
const BYTCHK = { MEDIUM: 0, ALL: 1, RESERVED: 2, ONE_BLOCK: 3 } as const

function verifying(opcode: number, size: string, cdb: typeof verify10Cdb, usage: string) {
  return command({
    ...onBlocks,
    opcode,
    name: `VERIFY(${size})`,
    data: 'out',
    access: 'W',
    cdb,
    usage,
    check(request) {
      unprotected(request)
      if (request.bytChk === BYTCHK.RESERVED) throw invalidField(1, 2)
    },
    demand({ blocks, bytChk }, lu) {
      if (bytChk === BYTCHK.MEDIUM) return 0
      return (bytChk === BYTCHK.ALL ? blocks : Math.min(blocks, 1)) * lu.options.blockSize
    },
    run: (task, lu, { bytChk }) => verify(task, lu, bytChk),
  })
}

async function verify(task: Task, lu: LogicalUnit, bytChk: number): Promise<void> {
  if (task.blocks === 0) return
  wholeBlocks(task, lu)
  // Nothing is kept by a volatile unit: there is nothing to compare with.
  if (lu.options.volatile) return
  if (bytChk === BYTCHK.MEDIUM) return inPieces(task, lu, reads(lu))
  if (bytChk === BYTCHK.ONE_BLOCK) return compareWithOne(task, lu)
  const start = startOf(task, lu)
  await task.transfer.dataOut(task.demanded, async (spans, offset) => {
    let at = start + offset
    for (const span of spans) {
      await same(lu, span, at)
      at += span.length
    }
  })
}

const reads = (lu: LogicalUnit) => (offset: number, length: number) => readBytes(lu.store!, offset, length)

async function compareWithOne(task: Task, lu: LogicalUnit): Promise<void> {
  const block = await parameterList(task, task.demanded)
  if (block.length === 0) return
  await inPieces(task, lu, (offset, length) => same(lu, repeated(block, length), offset))
}

async function same(lu: LogicalUnit, expected: Uint8Array, offset: number): Promise<void> {
  const found = await readBytes(lu.store!, offset, expected.length)
  if (firstDifference(expected, found) !== undefined)
    throw checkCondition('MISCOMPARE DURING VERIFY OPERATION')
}
