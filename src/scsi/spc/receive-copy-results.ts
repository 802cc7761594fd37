import { bits, layout, u8, u32 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { command } from '../command.ts'
import { invalidField } from '../sense.ts'
import { COPY_LIMITS } from './copy-list.ts'
import type { CopyRecord, CopyStatus } from './copy-status.ts'

/** Service actions (SPC-4 table 232). */
const ACTION = { COPY_STATUS: 0, OPERATING_PARAMETERS: 3, FAILED_SEGMENT_DETAILS: 4 } as const
const KNOWN: readonly number[] = Object.values(ACTION)

/** RECEIVE COPY RESULTS (SPC-4 6.20 to 6.23). */
export const receiveCopyResults = command({
  opcode: 0x84,
  name: 'RECEIVE COPY RESULTS',
  on: 'disk',
  data: 'in',
  access: 'WX',
  needsMedium: 'drive',
  timeout: 'medium',
  cdb: layout(16, { action: bits(1, 0, 5), listId: u8(2), allocationLength: u32(10) }),
  usage: '84 1f ff 00 00 00 00 00 00 00 ff ff ff ff 00 04',
  check({ action }) {
    if (!KNOWN.includes(action)) throw invalidField(1, 0)
  },
  run(task, _lu, { action, listId, allocationLength }) {
    if (action === ACTION.OPERATING_PARAMETERS) return answer(task, OPERATING_PARAMETERS, allocationLength)
    const copies = task.nexus!.copies
    const record = copies?.get(listId)
    if (record === undefined) throw invalidField(2)
    if (action === ACTION.COPY_STATUS) return answer(task, copyStatus(record), allocationLength)
    return answer(task, failedSegment(copies!, listId, record, allocationLength), allocationLength)
  },
})

const STATE_CODES = { running: 0, done: 1, failed: 2 } as const
const KIBIBYTES = 1

function copyStatus({ state, segments, bytes }: CopyRecord): Buffer {
  const data = Buffer.alloc(12)
  data.writeUInt32BE(8, 0)
  data[4] = STATE_CODES[state]
  data.writeUInt16BE(segments, 5)
  data[7] = KIBIBYTES
  data.writeUInt32BE(Math.floor(bytes / 1024), 8)
  return data
}

/** What is told in full is forgotten (SPC-4 6.23). */
function failedSegment(copies: CopyStatus, listId: number, record: CopyRecord, allocation: number): Buffer {
  if (record.state === 'running') throw invalidField(2)
  const data = Buffer.alloc(60 + record.sense.length)
  data.writeUInt32BE(data.length - 4, 0)
  data[56] = record.status
  data.writeUInt16BE(record.sense.length, 58)
  data.set(record.sense, 60)
  if (allocation >= data.length) copies.forget(listId)
  return data
}

const OPERATING_PARAMETERS = operatingParameters()

/** SNLID, then the limits; granularity of inline data 2^16; the descriptor types (SPC-4 table 236). */
function operatingParameters(): Buffer {
  const data = Buffer.alloc(46)
  data.writeUInt32BE(data.length - 4, 0)
  data[4] = 0x01
  data.writeUInt16BE(COPY_LIMITS.targets, 8)
  data.writeUInt16BE(COPY_LIMITS.segments, 10)
  data.writeUInt32BE(COPY_LIMITS.descriptors, 12)
  data.writeUInt32BE(COPY_LIMITS.segmentBytes, 16)
  data.writeUInt16BE(0xffff, 34)
  data[36] = 0xff
  data[37] = 0x10
  data[43] = 2
  data[44] = 0x02
  data[45] = 0xe4
  return data
}
