import type { BackingStore } from '../../scsi/backing-store.ts'
import { Medium } from '../../scsi/medium.ts'

export interface NullStoreOptions {
  /** `read_zero`. Reads give zeros anyway: what else could be in a span are bytes of somebody else's commands. */
  readonly readZero: boolean
}

/** Keeps nothing. */
export class NullStore implements BackingStore {
  readonly medium = new Medium()
  readonly limits = {}
  readonly canDiscard = false
  size: number
  readZero: boolean

  constructor(size: number, { readZero }: NullStoreOptions) {
    this.size = size
    this.readZero = readZero
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

export const nullStore = (size: number, options: NullStoreOptions): NullStore => new NullStore(size, options)
