import { bits, layout, u16, u32 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { command } from '../command.ts'

const common = { data: 'in', on: 'disk', access: 'W', needsMedium: 'open' } as const

/** READ DEFECT DATA(10) and (12) (SBC-3 5.17, 5.18): both lists are empty. */
export const readDefectData10 = command({
  ...common,
  opcode: 0x37,
  name: 'READ DEFECT DATA(10)',
  cdb: layout(10, { lists: bits(2, 0, 5), allocationLength: u16(7) }),
  usage: '37 00 1f 00 00 00 00 ff ff 04',
  run: (task, _lu, { lists, allocationLength }) =>
    answer(task, Buffer.from([0, lists, 0, 0]), allocationLength),
})

export const readDefectData12 = command({
  ...common,
  opcode: 0xb7,
  name: 'READ DEFECT DATA(12)',
  cdb: layout(12, { lists: bits(1, 0, 5), allocationLength: u32(6) }),
  usage: 'b7 1f 00 00 00 00 ff ff ff ff 00 04',
  run: (task, _lu, { lists, allocationLength }) =>
    answer(task, Buffer.from([0, lists, 0, 0, 0, 0, 0, 0]), allocationLength),
})
