import type { ByteString } from '../lib/bytes.ts'

/** Bits that every module knows. */
export const TRACE_BITS = {
  out_of_mem: 0x100,
  minor: 0x200,
  sg: 0x80,
  mem: 0x40,
  buff: 0x20,
  entryexit: 0x10,
  pid: 0x8,
  line: 0x4,
  function: 0x2,
  debug: 0x1,
  special: 0x2000,
  scsi: 0x1000,
  mgmt: 0x400,
  mgmt_dbg: 0x800,
  flow_control: 0x4000,
  pr: 0x8000,
} as const

export const DEFAULT_TRACE = TRACE_BITS.out_of_mem | TRACE_BITS.pid | TRACE_BITS.special | TRACE_BITS.mgmt

/** What each module logs: one level for all its handlers and drivers, as an unsigned 32 bit mask. */
export class TraceLevels {
  readonly #levels = new Map<ByteString, number>()

  of(module: ByteString): number {
    return this.#levels.get(module) ?? DEFAULT_TRACE
  }

  set(module: ByteString, level: number): void {
    this.#levels.set(module, level >>> 0)
  }
}
