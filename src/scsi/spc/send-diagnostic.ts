import { bit, layout, u16 } from '../../lib/layout.ts'
import { command } from '../command.ts'
import { invalidField } from '../sense.ts'

/** SEND DIAGNOSTIC (SPC-4 6.42): the default self-test passes; there are no diagnostic pages. */
export const sendDiagnostic = command({
  opcode: 0x1d,
  name: 'SEND DIAGNOSTIC',
  data: 'out',
  allowedIn: 'S',
  cdb: layout(6, { selfTest: bit(1, 2), listLength: u16(3) }),
  usage: '1d f7 00 ff ff 04',
  run(_task, _lu, { selfTest, listLength }) {
    if (!selfTest && listLength > 0) throw invalidField(1)
  },
})
