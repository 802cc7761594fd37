import { bit, bits, layout, u8, u16 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { command } from '../command.ts'
import { invalidField } from '../sense.ts'

/** FORMAT (MMC-6 table 476): the tracks, the sessions. */
const FORMAT = { TOC: 0, SESSIONS: 1 } as const
const LEAD_OUT = 0xaa
/** Digital data track, ADR 1. */
const DATA_TRACK = 0x14

/** READ TOC/PMA/ATIP (MMC-6 6.25): one session with one data track. */
export const readToc = command({
  opcode: 0x43,
  name: 'READ TOC/PMA/ATIP',
  on: 'cdrom',
  data: 'in',
  access: 'W',
  needsMedium: 'present',
  cdb: layout(10, { msf: bit(1, 1), format: bits(2, 0, 4), track: u8(6), allocationLength: u16(7) }),
  usage: '43 02 0f 00 00 00 ff ff ff 04',
  run(task, lu, { msf, format, track, allocationLength }) {
    if (format > FORMAT.SESSIONS) throw invalidField(2, 5)
    if (format === FORMAT.SESSIONS ? track !== 0 : track > 1 && track !== LEAD_OUT) throw invalidField(6)
    const first = descriptor(1, 0, msf)
    const leadOut = descriptor(LEAD_OUT, lu.blocks, msf)
    const body = format === FORMAT.SESSIONS ? [first] : track === LEAD_OUT ? [leadOut] : [first, leadOut]
    const header = Buffer.from([0, 2 + 8 * body.length, 1, 1])
    return answer(task, Buffer.concat([header, ...body]), allocationLength)
  },
})

function descriptor(track: number, lba: number, msf: boolean): Buffer {
  const bytes = Buffer.from([0, DATA_TRACK, track, 0, 0, 0, 0, 0])
  if (msf) bytes.set(minutesSecondsFrames(lba), 5)
  else bytes.writeUInt32BE(lba, 4)
  return bytes
}

/** 75 frames a second; LBA 0 is at two seconds (MMC-6 4.2.3.7). */
function minutesSecondsFrames(lba: number): [number, number, number] {
  const frames = lba + 150
  const minutes = Math.floor(frames / (75 * 60))
  return [Math.min(minutes, 255), Math.floor(frames / 75) % 60, frames % 75]
}
