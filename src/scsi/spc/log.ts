import { layout, u16 } from '../../lib/layout.ts'
import { command } from '../command.ts'
import { invalidField } from '../sense.ts'

/** LOG SELECT (SPC-4 6.7): no log page is kept. */
export const logSelect = command({
  opcode: 0x4c,
  name: 'LOG SELECT',
  data: 'out',
  allowedIn: 'S',
  ordering: 'strict',
  cdb: layout(10, { listLength: u16(7) }),
  usage: '4c 03 ff ff 00 00 00 ff ff 04',
  run() {
    throw invalidField(2, 0)
  },
})

/** LOG SENSE (SPC-4 6.8). */
export const logSense = command({
  opcode: 0x4d,
  name: 'LOG SENSE',
  data: 'in',
  access: 'LWX',
  allowedIn: 'S',
  cdb: layout(10, { allocationLength: u16(7) }),
  usage: '4d 01 ff ff 00 ff ff ff ff 04',
  run() {
    throw invalidField(2, 0)
  },
})
