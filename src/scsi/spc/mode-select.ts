import { bit, type Field, layout, u8, u16 } from '../../lib/layout.ts'
import { parameterList } from '../answer.ts'
import { command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import type { ModeValues } from '../mode-parameters.ts'
import { checkCondition, invalidField, invalidParameter } from '../sense.ts'
import type { Task } from '../task.ts'
import { PAGE_CONTROL, pageBytes, pagesNamed } from './mode-pages.ts'

const fields = { pf: bit(1, 4), sp: bit(1, 0) } as const
const common = { data: 'out', allowedIn: 'S', ordering: 'strict' } as const

/** MODE SELECT(6) (SPC-4 6.11). */
export const modeSelect6 = command({
  ...common,
  opcode: 0x15,
  name: 'MODE SELECT(6)',
  cdb: layout(6, { ...fields, listLength: u8(4) }),
  usage: '15 11 00 00 ff 04',
  run: (task, lu, { pf, sp, listLength }) =>
    select(task, lu, pf, sp, listLength, { size: 4, descriptorLength: u8(3), lastByte: 3 }),
})

/** MODE SELECT(10) (SPC-4 6.12). */
export const modeSelect10 = command({
  ...common,
  opcode: 0x55,
  name: 'MODE SELECT(10)',
  cdb: layout(10, { ...fields, listLength: u16(7) }),
  usage: '55 11 00 00 00 00 00 ff ff 04',
  run: (task, lu, { pf, sp, listLength }) =>
    select(task, lu, pf, sp, listLength, { size: 8, descriptorLength: u16(6), lastByte: 7 }),
})

/** The header of the list: its size, and the block descriptor length with its last byte. */
interface Header {
  readonly size: number
  readonly descriptorLength: Field<number>
  readonly lastByte: number
}

async function select(
  task: Task,
  lu: LogicalUnit,
  pf: boolean,
  sp: boolean,
  listLength: number,
  header: Header,
): Promise<void> {
  if (listLength > 0) {
    if (lu.clusterMode) throw checkCondition('INVALID FIELD IN CDB')
    if (!pf) throw invalidField(1)
    const list = await parameterList(task, listLength)
    const values = newValues(list, lu, sp, header)
    if (sp) await save(lu, values)
    Object.assign(lu.modes.current, values)
    lu.tasks.restricted = lu.modes.current.queueAlg === 0
  }
  lu.raise('MODE PARAMETERS CHANGED', task.nexus)
}

async function save(lu: LogicalUnit, values: Partial<ModeValues>): Promise<void> {
  if (!lu.modes.canSave) throw checkCondition('SAVING PARAMETERS NOT SUPPORTED')
  try {
    await lu.modes.save(values)
  } catch (error) {
    lu.options.log?.error(`${lu.options.name}: mode parameters cannot be kept: ${String(error)}`)
    throw checkCondition('SAVING PARAMETERS NOT SUPPORTED')
  }
}

/** What the list sets; every page is checked before any has an effect. */
function newValues(list: Buffer, lu: LogicalUnit, sp: boolean, header: Header): Partial<ModeValues> {
  if (list.length < header.size) throw checkCondition('PARAMETER LIST LENGTH ERROR')
  const descriptorLength = header.descriptorLength.get(list, 0)
  if (descriptorLength !== 0 && descriptorLength !== 8) throw invalidParameter(header.lastByte)
  const offsets = pageOffsets(list, header.size + descriptorLength)
  const values: Partial<ModeValues> = {}
  for (const at of offsets) Object.assign(values, pageValues(list, at, lu, sp, offsets.length > 1))
  return values
}

function pageOffsets(list: Buffer, first: number): number[] {
  if (first > list.length) throw checkCondition('PARAMETER LIST LENGTH ERROR')
  const offsets: number[] = []
  let at = first
  for (; at + 2 <= list.length; at += 2 + list[at + 1]!) offsets.push(at)
  return offsets
}

function pageValues(
  list: Buffer,
  at: number,
  lu: LogicalUnit,
  sp: boolean,
  amongOthers: boolean,
): Partial<ModeValues> {
  if ((list[at]! & 0x80) !== 0) throw invalidParameter(at, 7)
  // With SPF: a subpage, and there is none.
  const code = list[at]! & 0x7f
  const page = pagesNamed(code, lu)?.find((one) => one.code === code)
  if (page !== undefined && (code === 0x08 || code === 0x0a)) {
    const length = code === 0x08 ? 0x12 : 0x0a
    if (list[at + 1] !== length) throw invalidParameter(at + 1)
    if (at + 2 + length > list.length) throw checkCondition('PARAMETER LIST LENGTH ERROR')
    return code === 0x08 ? caching(list, at, lu, sp) : control(list, at, lu)
  }
  // Nothing of the other pages can change: a list that repeats one as it is, beside others, is harmless.
  const current = page && pageBytes(page, lu, PAGE_CONTROL.CURRENT)
  if (amongOthers && current?.equals(list.subarray(at, at + current.length))) return {}
  throw invalidParameter(at, 0)
}

function caching(list: Buffer, at: number, lu: LogicalUnit, sp: boolean): Partial<ModeValues> {
  if (lu.options.nvCache && sp) throw invalidField(1, 0)
  // What keeps nothing has no cache to write through.
  if (lu.options.volatile) return {}
  return { writeThrough: (list[at + 2]! & 0x04) === 0 ? 1 : 0 }
}

/** SPC-4 7.5.8. */
function control(list: Buffer, at: number, lu: LogicalUnit): Partial<ModeValues> {
  const [b2 = 0, b3 = 0, b4 = 0, b5 = 0] = list.subarray(at + 2, at + 6)
  const queueAlg = b3 >> 4
  const qErr = (b3 >> 1) & 0x03
  if (b2 >> 5 !== lu.options.tst) throw invalidParameter(at + 2, 5)
  if (queueAlg > 1) throw invalidParameter(at + 3, 4)
  if (qErr === 2) throw invalidParameter(at + 3, 1)
  return {
    tmfOnly: (b2 >> 4) & 1,
    dpicz: (b2 >> 3) & 1,
    dSense: (b2 >> 2) & 1,
    queueAlg,
    qErr,
    swp: (b4 >> 3) & 1,
    tas: (b5 >> 6) & 1,
  }
}
