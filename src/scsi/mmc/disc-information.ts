import { layout, u16 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { bare, command } from '../command.ts'

const onDisc = { on: 'cdrom', data: 'in', access: 'W', needsMedium: 'present' } as const

/** READ DISC INFORMATION (MMC-6 6.21): complete, one session, one track. */
export const readDiscInformation = command({
  ...onDisc,
  opcode: 0x51,
  name: 'READ DISC INFORMATION',
  cdb: layout(10, { allocationLength: u16(7) }),
  usage: '51 00 00 00 00 00 00 ff ff 04',
  run(task, _lu, { allocationLength }) {
    const data = Buffer.alloc(34)
    data.set([0x00, 0x20, 0x0e, 1, 1, 1, 1, 0x20])
    return answer(task, data, allocationLength)
  },
})

/** READ TRACK INFORMATION (MMC-6 6.26): the data track, which is all of the disc. */
export const readTrackInformation = command({
  ...onDisc,
  opcode: 0x52,
  name: 'READ TRACK INFORMATION',
  cdb: layout(10, { allocationLength: u16(7) }),
  usage: '52 03 ff ff ff ff 00 ff ff 04',
  run(task, lu, { allocationLength }) {
    const data = Buffer.alloc(36)
    data.set([0x00, 0x22, 1, 1, 0, 0x04, 0x01])
    data.writeUInt32BE(lu.blocks, 24)
    return answer(task, data, allocationLength)
  },
})

/** MECHANISM STATUS (MMC-6 6.11): a single drive without a changer. */
export const mechanismStatus = command({
  opcode: 0xbd,
  name: 'MECHANISM STATUS',
  on: 'cdrom',
  data: 'in',
  access: 'W',
  cdb: layout(12, { allocationLength: u16(8) }),
  usage: 'bd 00 00 00 00 00 00 00 ff ff 00 04',
  run: (task, _lu, { allocationLength }) => answer(task, Buffer.alloc(8), allocationLength),
})

/** SET CD SPEED (MMC-6 6.36): as fast as it goes, always. */
export const setCdSpeed = command({
  opcode: 0xbb,
  name: 'SET CD SPEED',
  on: 'cdrom',
  data: 'none',
  access: 'W',
  cdb: bare(12),
  usage: 'bb 00 ff ff ff ff 00 00 00 00 00 04',
  run() {},
})
