import type { Medium } from './medium.ts'

/**
 * Bytes in, bytes out: what a logical unit needs from below. Spans are lent from a connection's slabs and are
 * valid until the call has answered. Every operation answers at once where it can (page cache) and a promise
 * otherwise; failures are Node system errors (`code` EIO, ENOSPC, …).
 */
export interface BackingStore {
  /** Bytes now. */
  readonly size: number
  readonly canDiscard: boolean
  readonly limits: StoreLimits
  /** One object for all stores over the same bytes (two devices on one file). */
  readonly medium: Medium
  /** Fills the span from `offset`; answers the bytes read. */
  readInto(span: Uint8Array, offset: number): number | Promise<number>
  /** Writes the spans one behind the other from `offset`; all or an error. */
  writeFrom(spans: readonly Uint8Array[], offset: number): void | Promise<void>
  /** Everything written before is on stable storage when it answers; the next one says nothing of a failure. */
  flush(): void | Promise<void>
  /** Gives the range back; a block device may read as anything afterwards. */
  discard?(offset: number, length: number): void | Promise<void>
  /** Later reads of the range see zeros; it is given back where that is sure to be so. */
  zero(offset: number, length: number): void | Promise<void>
  /** Where the run of mapped or deallocated bytes that holds `offset` ends. */
  runAt?(offset: number): { readonly mapped: boolean; readonly end: number }
  /** Looks the real size up again and answers it. */
  measure(): number | Promise<number>
  close(): Promise<void>
}

/** What the store says of itself, in bytes; undefined: it does not say. */
export interface StoreLimits {
  readonly physicalBlockSize?: number | undefined
  readonly optimalTransferLength?: number | undefined
  readonly maxDiscard?: number | undefined
  readonly discardGranularity?: number | undefined
  readonly discardAlignment?: number | undefined
}
