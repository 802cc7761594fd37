import type { BackingStore } from '../backing-store.ts'
import { nexusTo } from '../itl-nexus.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition } from '../sense.ts'
import type { Task } from '../task.ts'
import { inWholeBlocks } from './whole-blocks.ts'

/** Bytes that long work does between two looks at the rest of the world. */
export const PIECE = 1 << 20
/** The same in whole blocks. */
export const pieceOf = ({ options }: LogicalUnit): number => Math.max(PIECE, options.blockSize)

export const startOf = (task: Task, lu: LogicalUnit): number => task.lba * lu.options.blockSize
export const bytesOf = (task: Task, lu: LogicalUnit): number => task.blocks * lu.options.blockSize

/** Fills spans of a Data-In from the store, in place. */
export const readingFrom =
  (store: BackingStore, start: number) =>
  (span: Uint8Array, offset: number): void | Promise<void> => {
    const read = store.readInto(span, start + offset)
    if (typeof read === 'number') return whole(read, span)
    return read.then((length) => whole(length, span))
  }

/** Drains spans of a Data-Out into the store of the task's blocks, in place. */
export function writingTo(task: Task, lu: LogicalUnit) {
  const store = lu.store!
  const start = startOf(task, lu)
  return inWholeBlocks(lu.options.blockSize, (spans, offset) => store.writeFrom(spans, start + offset))
}

/** A file that was cut short below us has lost those blocks. */
function whole(read: number, span: Uint8Array): void {
  if (read < span.length) throw checkCondition('UNRECOVERED READ ERROR')
}

export async function readBytes(store: BackingStore, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  await readingFrom(store, start)(bytes, 0)
  return bytes
}

/** FUA and WCE 0 (SBC-3 4.15): what was written is on stable storage before GOOD. */
export function makeDurable(task: Task, lu: LogicalUnit, fua: boolean): void | Promise<void> {
  const { nvCache, volatile } = lu.options
  if ((fua || lu.writeThrough) && !nvCache && !volatile) return lu.flush(nexusTo(lu, task))
}

/** Calls `work` for each piece of the task's blocks in turn, letting others run between, until it is aborted. */
export async function inPieces(
  task: Task,
  lu: LogicalUnit,
  work: (offset: number, length: number) => unknown,
): Promise<void> {
  const [start, length, piece] = [startOf(task, lu), bytesOf(task, lu), pieceOf(lu)]
  for (let done = 0; done < length && !task.aborted; done += piece) {
    await work(start + done, Math.min(piece, length - done))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** One block over and over. */
export const repeated = (block: Uint8Array, length: number): Buffer => Buffer.alloc(length, block)

export const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)

/** Index of the first byte that differs; undefined when none does. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  if (Buffer.compare(a, b) === 0) return undefined
  const at = a.findIndex((byte, index) => byte !== b[index])
  return at < 0 ? undefined : at
}
