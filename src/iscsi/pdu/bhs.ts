import { bit, bits, bytes, layout, u8, u16, u24, u32 } from '../../lib/layout.ts'

/** Length of the basic header segment. */
export const BHS_LENGTH = 48

/** Segments and digests are padded to words (RFC 7143 §11.1). */
export const padded = (length: number): number => (length + 3) & ~3

/** What every header has (RFC 7143 §11.2.1). */
export const bhs = {
  immediate: bit(0, 6),
  opcode: bits(0, 0, 6),
  final: bit(1, 7),
  /** In words of four bytes. */
  totalAHSLength: u8(4),
  dataSegmentLength: u24(5),
  lun: bytes(8, 8),
  itt: u32(16),
} as const

/** Any request, before its opcode is known; CmdSN and ExpStatSN stand where all but Data-Out and SNACK have them. */
export const Request = layout(BHS_LENGTH, { ...bhs, cmdSN: u32(24), expStatSN: u32(28) })

/** The sequence numbers that nearly every PDU of the target carries (RFC 7143 §11.4.9 to §11.4.11). */
export const numbering = { statSN: u32(24), expCmdSN: u32(28), maxCmdSN: u32(32) } as const

/** Any response: what the sender fills in for all of them alike. */
export const Response = layout(BHS_LENGTH, { ...bhs, ...numbering })

/** Additional header segments (RFC 7143 §11.2.2): length without its first four bytes plus one, and type. */
export const AHS = layout(4, { length: u16(0), type: u8(2) })
export const AHS_TYPE = { 'Extended CDB': 1, 'Bidirectional Read Expected Data Transfer Length': 2 } as const
