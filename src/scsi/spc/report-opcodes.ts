import { bit, bits, layout, u8, u16, u32 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { type Command, command, type TimeoutClass } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { invalidField } from '../sense.ts'

/** REPORTING OPTIONS (SPC-4 table 273). */
const OPTION = { ALL: 0, OPCODE: 1, SERVICE_ACTION: 2, EITHER: 3 } as const

/** Seconds that a host should wait, and what is usual. */
const RECOMMENDED: Readonly<Record<TimeoutClass, number>> = { control: 10, medium: 60, format: 3600 }
const NOMINAL = 1

const common = { data: 'in', access: 'W', allowedIn: 'SUT' } as const

/** REPORT SUPPORTED OPERATION CODES (SPC-4 6.35) from the rows themselves. */
export const reportSupportedOpcodes = (supported: (lu: LogicalUnit) => readonly Command[]): Command =>
  command({
    ...common,
    opcode: 0xa3,
    serviceAction: 0x0c,
    name: 'REPORT SUPPORTED OPERATION CODES',
    cdb: layout(12, {
      rctd: bit(2, 7),
      option: bits(2, 0, 3),
      opcode: u8(3),
      action: u16(4),
      allocationLength: u32(6),
    }),
    usage: 'a3 0c 87 ff ff ff ff ff ff ff 00 04',
    run(task, lu, { rctd, option, opcode, action, allocationLength }) {
      if (option > OPTION.EITHER) throw invalidField(2, 0)
      const rows = supported(lu)
      if (option === OPTION.ALL) return answer(task, allCommands(rows, rctd), allocationLength)
      const row = find(rows, option, opcode, action)
      return answer(task, row === undefined ? UNSUPPORTED : oneCommand(row, rctd), allocationLength)
    },
  })

/** SUPPORT 001b: not supported. */
const UNSUPPORTED = Buffer.from([0, 1, 0, 0])

function find(rows: readonly Command[], option: number, opcode: number, action: number): Command | undefined {
  const ofOpcode = rows.filter((row) => row.opcode === opcode)
  const hasActions = ofOpcode.some((row) => row.serviceAction !== undefined)
  if (option === OPTION.OPCODE && hasActions) throw invalidField(2, 0)
  if (option === OPTION.SERVICE_ACTION && !hasActions && ofOpcode.length > 0) throw invalidField(2, 0)
  return hasActions ? ofOpcode.find((row) => row.serviceAction === action) : ofOpcode[0]
}

function allCommands(rows: readonly Command[], withTimeouts: boolean): Buffer {
  const descriptors = Buffer.concat(rows.map((row) => commandDescriptor(row, withTimeouts)))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(descriptors.length, 0)
  return Buffer.concat([length, descriptors])
}

const SERVACTV = 0x01
const CTDP = 0x02

function commandDescriptor(row: Command, withTimeouts: boolean): Buffer {
  const descriptor = Buffer.alloc(8)
  descriptor[0] = row.opcode
  descriptor.writeUInt16BE(row.serviceAction ?? 0, 2)
  descriptor[5] = (row.serviceAction === undefined ? 0 : SERVACTV) | (withTimeouts ? CTDP : 0)
  descriptor.writeUInt16BE(row.usage.length, 6)
  return withTimeouts ? Buffer.concat([descriptor, timeouts(row)]) : descriptor
}

function oneCommand(row: Command, withTimeouts: boolean): Buffer {
  const header = Buffer.from([0, withTimeouts ? 0x83 : 0x03, 0, row.usage.length])
  return Buffer.concat(withTimeouts ? [header, row.usage, timeouts(row)] : [header, row.usage])
}

/** Command timeouts descriptor (SPC-4 6.35.4). */
function timeouts(row: Command): Buffer {
  const descriptor = Buffer.alloc(12)
  descriptor.writeUInt16BE(10, 0)
  descriptor.writeUInt32BE(NOMINAL, 4)
  descriptor.writeUInt32BE(RECOMMENDED[row.timeout], 8)
  return descriptor
}

/** ABORT TASK, ABORT TASK SET, CLEAR ACA, CLEAR TASK SET, LOGICAL UNIT RESET. */
const TMF_SUPPORT = 0xf8
/** In units of 100 ms (SPC-4 6.36). */
const TMF_LONG_TIMEOUT = 300
const TMF_SHORT_TIMEOUT = 150

/** REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS (SPC-4 6.36). */
export const reportSupportedTmfs = command({
  ...common,
  opcode: 0xa3,
  serviceAction: 0x0d,
  name: 'REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS',
  cdb: layout(12, { extended: bit(2, 7), allocationLength: u32(6) }),
  usage: 'a3 0d 80 00 00 00 ff ff ff ff 00 04',
  run(task, _lu, { extended, allocationLength }) {
    const data = Buffer.alloc(extended ? 16 : 4)
    data[0] = TMF_SUPPORT
    if (extended) {
      data.set([0x0c, 0x01, 0x00, 0xa0], 3)
      data.writeUInt32BE(TMF_LONG_TIMEOUT, 8)
      data.writeUInt32BE(TMF_SHORT_TIMEOUT, 12)
    }
    return answer(task, data, allocationLength)
  },
})
