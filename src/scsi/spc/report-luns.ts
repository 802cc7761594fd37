import { layout, u8, u32 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { command } from '../command.ts'
import type { ITNexus } from '../nexus.ts'
import { invalidField, SENSE } from '../sense.ts'
import type { Task } from '../task.ts'
import { forgetEverywhere } from '../unit-attention.ts'

export const reportLunsCdb = layout(12, { selectReport: u8(2), allocationLength: u32(6) })

/** REPORT LUNS (SPC-4 6.33). */
export const reportLuns = command({
  opcode: 0xa0,
  name: 'REPORT LUNS',
  data: 'in',
  access: 'LWX',
  allowedIn: 'SUT',
  reportsUnitAttention: false,
  ordering: 'head',
  cdb: reportLunsCdb,
  usage: 'a0 00 ff 00 00 00 ff ff ff ff 00 04',
  run: (task, _lu, { selectReport, allocationLength }) => runReportLuns(task, selectReport, allocationLength),
})

/** Also on a LUN that is not mapped. */
export function runReportLuns(
  task: Task,
  selectReport: number,
  allocationLength: number,
): void | Promise<void> {
  if (selectReport > 2) throw invalidField(2)
  if (allocationLength === 0) return
  if (allocationLength < 16) throw invalidField(6)
  // No well known logical units (01h).
  const luns = selectReport === 1 ? [] : [...task.itNexus.luns.keys()].sort((a, b) => a - b)
  forgetEverywhere(task.itNexus, SENSE['REPORTED LUNS DATA HAS CHANGED'])
  return answer(task, lunList(luns, task.itNexus), allocationLength)
}

/** Addressing methods (SAM-5 4.7.7); PERIPHERAL keeps the bare number beyond 255, as SCST does. */
const METHOD_BITS = { PERIPHERAL: 0x0000, FLAT: 0x4000, LUN: 0x8000 } as const

function lunList(luns: readonly number[], nexus: ITNexus): Buffer {
  const list = Buffer.alloc(8 + 8 * luns.length)
  list.writeUInt32BE(8 * luns.length, 0)
  luns.forEach((lun, index) => {
    list.writeUInt16BE(lun === 0 ? 0 : METHOD_BITS[nexus.addrMethod] | lun, 8 + 8 * index)
  })
  return list
}
