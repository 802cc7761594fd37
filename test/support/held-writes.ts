import assert from 'node:assert/strict'
import type { LogicalUnit } from '../../src/scsi/logical-unit.ts'

/** A disk that can be made to take its time: writes reach the store, and are answered when the test says so. */
export interface HeldWrites {
  /** From now on; resolves when a write has come. */
  hold(): Promise<void>
  /** Those that came are answered, and writes are as quick as before. */
  release(): void
}

export function holdWrites({ store }: LogicalUnit): HeldWrites {
  assert.ok(store)
  const write = store.writeFrom.bind(store)
  let gate: { readonly opened: Promise<void>; open(): void; came(): void } | undefined
  store.writeFrom = async (spans, offset) => {
    await write(spans, offset)
    gate?.came()
    await gate?.opened
  }
  return {
    hold: () =>
      new Promise((came) => {
        let open = () => {}
        const opened = new Promise<void>((resolve) => {
          open = resolve
        })
        gate = { opened, open, came }
      }),
    release() {
      gate?.open()
      gate = undefined
    },
  }
}
