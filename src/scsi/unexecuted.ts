import { type Field, layout, u16, u24, u32 } from '../lib/layout.ts'
import { type Access, type AllowedIn, type Command, command } from './command.ts'

interface Unexecuted {
  readonly opcode: number
  readonly name: string
  readonly access?: Access
  readonly allowedIn?: AllowedIn
  readonly writes?: boolean
  readonly ranged?: boolean
  /** Where the length of its data-out is. */
  readonly listLength?: Field<number>
}

/** Disk commands that pass the ordinary checks, as SCST's do, before they are refused. */
const ROWS: readonly Unexecuted[] = [
  { opcode: 0x05, name: 'READ BLOCK LIMITS', access: 'LWX' },
  { opcode: 0x07, name: 'REASSIGN BLOCKS', writes: true },
  { opcode: 0x0b, name: 'SEEK(6)' },
  { opcode: 0x1c, name: 'RECEIVE DIAGNOSTIC RESULTS', access: 'W', allowedIn: 'S' },
  { opcode: 0x2b, name: 'SEEK(10)', ranged: true },
  { opcode: 0x36, name: 'LOCK UNLOCK CACHE(10)', access: 'W' },
  { opcode: 0x3b, name: 'WRITE BUFFER', allowedIn: 'SU', listLength: u24(6) },
  { opcode: 0x3c, name: 'READ BUFFER', access: 'W', allowedIn: 'SU' },
  { opcode: 0x3e, name: 'READ LONG(10)', ranged: true },
  { opcode: 0x3f, name: 'WRITE LONG(10)', ranged: true, writes: true, listLength: u16(7) },
  { opcode: 0x40, name: 'CHANGE DEFINITION' },
  { opcode: 0x50, name: 'XDWRITE(10)', writes: true },
  { opcode: 0x51, name: 'XPWRITE(10)', writes: true },
  { opcode: 0x81, name: 'REBUILD(16)', writes: true },
  { opcode: 0x82, name: 'REGENERATE(16)', writes: true },
  { opcode: 0x85, name: 'ATA PASS-THROUGH(16)' },
  { opcode: 0x86, name: 'ACCESS CONTROL IN' },
  { opcode: 0x87, name: 'ACCESS CONTROL OUT' },
  { opcode: 0x92, name: 'LOCK UNLOCK CACHE(16)', access: 'W' },
  { opcode: 0xa1, name: 'ATA PASS-THROUGH(12)' },
]

/** CDB bytes by group code (SAM-5 5.2). */
const SIZES = [6, 10, 10, 0, 16, 12] as const

export const unexecuted: readonly Command[] = ROWS.map(({ listLength, ranged, ...row }) => {
  const size = SIZES[row.opcode >> 5]!
  return command({
    ...row,
    ranged: ranged ?? false,
    on: 'disk',
    data: listLength === undefined ? 'none' : 'out',
    unsupported: true,
    cdb: layout(size, { ...(ranged && { lba: u32(2) }), ...(listLength && { listLength }) }),
    usage: Buffer.alloc(size).fill(row.opcode, 0, 1).toString('hex'),
    run() {},
  })
})
