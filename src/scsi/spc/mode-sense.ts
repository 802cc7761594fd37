import { bit, bits, layout, u8, u16 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { command } from '../command.ts'
import type { ITLNexus } from '../itl-nexus.ts'
import { DEVICE_TYPE, type LogicalUnit } from '../logical-unit.ts'
import { checkCondition, invalidField } from '../sense.ts'
import { PAGE_CONTROL, pageBytes, pagesNamed } from './mode-pages.ts'

const fields = {
  dbd: bit(1, 3),
  pageControl: bits(2, 6, 2),
  pageCode: bits(2, 0, 6),
  subpageCode: u8(3),
} as const
const common = { data: 'in', access: 'W', allowedIn: 'S' } as const

/** MODE SENSE(6) (SPC-4 6.13). */
export const modeSense6 = command({
  ...common,
  opcode: 0x1a,
  name: 'MODE SENSE(6)',
  cdb: layout(6, { ...fields, allocationLength: u8(4) }),
  usage: '1a 08 ff ff ff 04',
  run(task, lu, request) {
    const { allocationLength } = request
    const body = parameters(lu, request)
    const [mediumType, specific] = deviceBytes(lu, task.nexus!)
    const header = [0, mediumType, specific, request.dbd ? 0 : 8]
    const data = Buffer.concat([Buffer.from(header), body])
    data[0] = data.length - 1
    return answer(task, data, allocationLength)
  },
})

/** MODE SENSE(10) (SPC-4 6.14); LLBAA means nothing here. */
export const modeSense10 = command({
  ...common,
  opcode: 0x5a,
  name: 'MODE SENSE(10)',
  cdb: layout(10, { ...fields, allocationLength: u16(7) }),
  usage: '5a 18 ff ff 00 00 00 ff ff 04',
  run(task, lu, request) {
    const { allocationLength } = request
    const body = parameters(lu, request)
    const [mediumType, specific] = deviceBytes(lu, task.nexus!)
    const header = [0, 0, mediumType, specific, 0, 0, 0, request.dbd ? 0 : 8]
    const data = Buffer.concat([Buffer.from(header), body])
    data.writeUInt16BE(data.length - 2, 0)
    return answer(task, data, allocationLength)
  },
})

interface Request {
  readonly dbd: boolean
  readonly pageControl: number
  readonly pageCode: number
  readonly subpageCode: number
}

/** Block descriptor and pages. */
function parameters(lu: LogicalUnit, { dbd, pageControl, pageCode, subpageCode }: Request): Buffer {
  if (subpageCode !== 0) throw invalidField(3)
  const pages = pagesNamed(pageCode, lu)
  if (pages === undefined) throw invalidField(2, 0)
  if (pageControl === PAGE_CONTROL.SAVED && !lu.modes.canSave)
    throw checkCondition('SAVING PARAMETERS NOT SUPPORTED')
  const bytes = pages.map((page) => pageBytes(page, lu, pageControl))
  return Buffer.concat(dbd ? bytes : [blockDescriptor(lu), ...bytes])
}

/** Medium type and device-specific parameter: WP, and for disks DPOFUA (SBC-3 6.4.1). */
function deviceBytes(lu: LogicalUnit, nexus: ITLNexus): [number, number] {
  const protectedNow = nexus.isWriteProtected
  const { type } = lu.options
  return [type, (protectedNow ? 0x80 : 0) | (type === DEVICE_TYPE.DISK ? 0x10 : 0)]
}

function blockDescriptor(lu: LogicalUnit): Buffer {
  const descriptor = Buffer.alloc(8)
  descriptor.writeUInt32BE(Math.min(lu.blocks, 0xffffffff), 0)
  descriptor.writeUIntBE(lu.options.blockSize % 2 ** 24, 5, 3)
  return descriptor
}
