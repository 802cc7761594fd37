import { bit, bits, type Field, layout, u16, u32 } from '../../lib/layout.ts'
import { wide } from '../command.ts'
import { invalidField } from '../sense.ts'

/** 21-bit LOGICAL BLOCK ADDRESS of the 6-byte commands. */
const lba6: Field<number> = {
  get: (b, at) => ((b[at + 1]! & 0x1f) << 16) | b.readUInt16BE(at + 2),
  set: (b, value, at) => {
    b.writeUIntBE(value, at + 1, 3)
  },
}

/** TRANSFER LENGTH of the 6-byte commands: 0 means 256. */
const blocks6: Field<number> = {
  get: (b, at) => b[at + 4]! || 256,
  set: (b, value, at) => {
    b[at + 4] = value & 0xff
  },
}

/** xxPROTECT, and FUA where the command has it. */
const flags = { protect: bits(1, 5, 3), fua: bit(1, 3) } as const
const verifyFlags = { protect: bits(1, 5, 3), bytChk: bits(1, 1, 2) } as const
const place10 = { lba: u32(2), blocks: u16(7) } as const
const place12 = { lba: u32(2), blocks: u32(6) } as const
const place16 = { lba: wide(2), blocks: u32(10) } as const

/** Media CDBs of the four sizes (SBC-3 5). */
export const transfer6 = layout(6, { lba: lba6, blocks: blocks6 })
export const transfer10 = layout(10, { ...flags, ...place10 })
export const transfer12 = layout(12, { ...flags, ...place12 })
export const transfer16 = layout(16, { ...flags, ...place16 })
export const verify10Cdb = layout(10, { ...verifyFlags, ...place10 })
export const verify12Cdb = layout(12, { ...verifyFlags, ...place12 })
export const verify16Cdb = layout(16, { ...verifyFlags, ...place16 })
export const range10 = layout(10, { immed: bit(1, 1), ...place10 })
export const range16 = layout(16, { immed: bit(1, 1), ...place16 })

/** Without protection information RDPROTECT, WRPROTECT and VRPROTECT must be 0 (SBC-3 5.8). */
export function unprotected({ protect }: { readonly protect: number }): void {
  if (protect !== 0) throw invalidField(1, 5)
}

/** What every command on a range of blocks has in common. */
export const onBlocks = { ranged: true, needsMedium: 'open', timeout: 'medium' } as const
