import type { BackingStore } from '../../scsi/backing-store.ts'
import { Medium } from '../../scsi/medium.ts'

/** Keeps nothing. Reads give zeros: what else could be in a span are bytes of somebody else's commands. */
export class NullStore implements BackingStore {
  readonly medium = new Medium()
  readonly limits = {}
  readonly canDiscard = false
  size: number

  constructor(size: number) {
    this.size = size
  }

  readInto(span: Uint8Array): number {
    span.fill(0)
    return span.length
  }

  writeFrom(): void {}

  flush(): void {}

  zero(): void {}

  measure(): number {
    return this.size
  }

  async close(): Promise<void> {}
}

export const nullStore = (size: number): NullStore => new NullStore(size)
