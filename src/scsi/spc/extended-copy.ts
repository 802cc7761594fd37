import { layout, u8, u32 } from '../../lib/layout.ts'
import { parameterList } from '../answer.ts'
import { type Command, command } from '../command.ts'
import { exclusively } from '../exclusive-range.ts'
import { nexusTo } from '../itl-nexus.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { mayRead, mayWrite } from '../reservation-access.ts'
import { makeDurable, readBytes } from '../sbc/medium-access.ts'
import { checkCondition, invalidField, ScsiError, type SenseName } from '../sense.ts'
import type { Task } from '../task.ts'
import { COPY_LIMITS, copyList, type Segment } from './copy-list.ts'
import { type CopyRecord, CopyStatus } from './copy-status.ts'

const PIECE = 512 << 10

/** EXTENDED COPY, LID1 (SPC-4 6.3). */
export const extendedCopy: Command = command({
  opcode: 0x83,
  name: 'EXTENDED COPY',
  on: 'disk',
  data: 'out',
  writes: true,
  needsMedium: 'open',
  atomic: true,
  timeout: 'medium',
  cdb: layout(16, { action: u8(1), listLength: u32(10) }),
  usage: '83 00 00 00 00 00 00 00 00 00 ff ff ff ff 00 04',
  check({ action }) {
    if (action !== 0) throw invalidField(1)
  },
  async run(task, _lu, { listLength }) {
    if (listLength === 0) return
    if (listLength > 16 + COPY_LIMITS.descriptors) throw checkCondition('PARAMETER LIST LENGTH ERROR')
    const { listId, identified, segments } = copyList(await parameterList(task, listLength), task)
    const nexus = task.nexus!
    if (!identified) return copyAll(task, segments, undefined)
    nexus.copies ??= new CopyStatus()
    const record = nexus.copies.begin(listId)
    try {
      await copyAll(task, segments, record)
      nexus.copies.end(listId, record)
    } catch (error) {
      nexus.copies.end(listId, record, error instanceof ScsiError ? error : failure(0))
      throw error
    }
  },
})

const failure = (index: number): ScsiError =>
  checkCondition('THIRD PARTY DEVICE FAILURE', { segment: { index, byte: 0 } })

async function copyAll(
  task: Task,
  segments: readonly Segment[],
  record: CopyRecord | undefined,
): Promise<void> {
  for (const segment of segments) {
    await copy(task, segment, record)
    if (record !== undefined) record.segments++
  }
  for (const unit of new Set(segments.map(({ destination }) => destination)))
    await makeDurable(task, unit, false)
}

/** The initiator's reservations hold as for its own commands; nobody else gets at the destination meanwhile. */
async function copy(task: Task, segment: Segment, record: CopyRecord | undefined): Promise<void> {
  const { source, destination, destinationStart, length } = segment
  inRange(segment)
  isUsable(source)
  isUsable(destination)
  mayRead(nexusTo(source, task), source)
  const nexus = nexusTo(destination, task)
  mayWrite(nexus, destination)
  if (nexus !== undefined) nexus.hasWritten = true
  const { blockSize } = destination.options
  const range = { lba: destinationStart / blockSize, blocks: length / blockSize }
  const copied = await exclusively(task, destination, range, (place) =>
    transfer(task, place, segment, record),
  )
  // COPY STATUS tells of an aborted copy, too, as failed.
  if (!copied) throw failure(segment.index)
}

async function transfer(
  task: Task,
  place: Task,
  { source, destination, sourceStart, destinationStart, length, index }: Segment,
  record: CopyRecord | undefined,
): Promise<void> {
  try {
    for (let done = 0; done < length && !task.aborted && !place.aborted; done += PIECE) {
      const bytes = await readBytes(source.store!, sourceStart + done, Math.min(PIECE, length - done))
      await destination.store!.writeFrom([bytes], destinationStart + done)
      if (record !== undefined) record.bytes += bytes.length
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw error
    throw failure(index)
  }
}

function inRange({ source, destination, sourceStart, destinationStart, length, index }: Segment): void {
  const wrong = (byte: number, sense: SenseName = 'COPY ABORTED'): ScsiError =>
    checkCondition(sense, { segment: { index, byte } })
  if (sourceStart + length > capacity(source)) throw wrong(12)
  if (destinationStart + length > capacity(destination)) throw wrong(20)
  if (!source.ready) throw wrong(4, 'COPY TARGET DEVICE NOT REACHABLE')
  if (!destination.ready) throw wrong(6, 'COPY TARGET DEVICE NOT REACHABLE')
}

/** What a command to the unit itself would be told. */
function isUsable({ background, sanitizeFailed }: LogicalUnit): void {
  if (background !== undefined) throw checkCondition(background.sense, { progress: background.progress })
  if (sanitizeFailed) throw checkCondition('SANITIZE COMMAND FAILED')
}

const capacity = (lu: LogicalUnit): number => lu.blocks * lu.options.blockSize
