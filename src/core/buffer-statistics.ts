/** Pages of 4 KiB, as SCST counts its buffer cache. */
const PAGE = 4096

/** The connections' slabs, counted by whoever lends and keeps them. */
export class BufferStatistics {
  /** Slabs lent again without an allocation, and all that were lent. */
  hits = 0
  total = 0
  /** Slabs in use and kept for reuse. */
  entries = 0
  bytes = 0
  inactiveBytes = 0

  get pages(): number {
    return Math.ceil(this.bytes / PAGE)
  }

  get inactivePages(): number {
    return Math.ceil(this.inactiveBytes / PAGE)
  }

  reset(): void {
    this.hits = 0
    this.total = 0
  }
}
