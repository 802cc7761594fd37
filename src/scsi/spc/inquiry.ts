import { bit, layout, u8, u16 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { command } from '../command.ts'
import { DEVICE_TYPE, type LogicalUnit } from '../logical-unit.ts'
import { invalidField } from '../sense.ts'
import type { Task } from '../task.ts'
import { peripheral } from './peripheral.ts'
import { vitalProductData } from './vpd.ts'

export const inquiryCdb = layout(6, {
  cmdDt: bit(1, 1),
  evpd: bit(1, 0),
  pageCode: u8(2),
  allocationLength: u16(3),
})

/** INQUIRY (SPC-4 6.6). */
export const inquiry = command({
  opcode: 0x12,
  name: 'INQUIRY',
  data: 'in',
  access: 'LWX',
  allowedIn: 'SUT',
  reportsUnitAttention: false,
  ordering: 'head',
  cdb: inquiryCdb,
  usage: '12 01 ff ff ff 04',
  run(task, lu, { cmdDt, evpd, pageCode, allocationLength }) {
    if (cmdDt) throw invalidField(1, 1)
    if (evpd) return answer(task, vitalProductData(pageCode, task, lu), allocationLength)
    if (pageCode !== 0) throw invalidField(2)
    return answer(task, standardData(task, lu), allocationLength)
  },
})

/** Version descriptors (SPC-4 6.6.2): SAM-4, the transport's, SPC-4, for disks SBC-3. */
const versionDescriptors = (task: Task, lu: LogicalUnit): number[] => [
  0x008b,
  ...(task.itNexus.versionDescriptors ?? task.itNexus.port.versionDescriptors ?? [0x0960]),
  0x0463,
  ...(lu.options.type === DEVICE_TYPE.DISK ? [0x04c0] : []),
]

function standardData(task: Task, lu: LogicalUnit): Buffer {
  const { identity, options } = lu
  const versions = versionDescriptors(task, lu)
  // Vendor text of up to 20 bytes has its place at 36; a longer one follows the standard's part.
  const long = identity.inqVendSpecific.length > 20
  const data = Buffer.alloc(long ? 96 + identity.inqVendSpecific.length : 58 + 2 * versions.length)
  data[0] = peripheral(task, lu)
  data[1] = options.removable ? 0x80 : 0
  data[2] = 0x06
  data[3] = 0x22
  data[4] = data.length - 5
  data[5] = 0x08 | (lu.alua === undefined ? 0 : 0x10 | (lu.explAlua ? 0x20 : 0))
  data[6] = 0x10
  data[7] = 0x02
  data.write(identity.t10VendId.padEnd(8).slice(0, 8), 8, 'latin1')
  data.write(identity.prodId.padEnd(16).slice(0, 16), 16, 'latin1')
  data.write(identity.prodRevLvl.padEnd(4).slice(0, 4), 32, 'latin1')
  data.write(identity.inqVendSpecific, long ? 96 : 36, 'latin1')
  versions.forEach((version, index) => {
    data.writeUInt16BE(version, 58 + 2 * index)
  })
  return data
}
