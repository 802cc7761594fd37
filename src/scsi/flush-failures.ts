import type { ByteString } from '../lib/bytes.ts'
import type { ITLNexus } from './itl-nexus.ts'

/** So many names are kept before a flush is due for their sake. */
const MOST_DEPARTED = 1000

/**
 * Whom a failed flush of a unit has still to be told. The kernel may have dropped what it could not write and calls the
 * next flush good, so every nexus whose data can be among it hears of it once. Initiators that went away go by their
 * names: they may come back through another session before they ask.
 */
export class FlushFailures {
  readonly #untold = new Set<ITLNexus>()
  readonly #untoldNames = new Set<ByteString>()
  /** Wrote and went away since the last good flush. */
  readonly #departed = new Set<ByteString>()
  #last: unknown

  /** Answers whether so many have gone that a flush is due; `mayLose`: it wrote what is not flushed. */
  departs(itl: ITLNexus, mayLose: boolean): boolean {
    const { initiatorName } = itl.nexus
    if (this.#untold.delete(itl)) this.#untoldNames.add(initiatorName)
    if (mayLose) this.#departed.add(initiatorName)
    return mayLose && this.#departed.size >= MOST_DEPARTED
  }

  /** Flushes. The `writers` that are here and those that departed are to be told when that fails. */
  async flush(work: () => unknown, writers: () => Iterable<ITLNexus>): Promise<void> {
    const departed = [...this.#departed]
    try {
      await work()
    } catch (error) {
      // One failure may end several flushes.
      if (error !== this.#last) {
        for (const one of writers()) this.#untold.add(one)
        for (const one of this.#departed) this.#untoldNames.add(one)
      }
      this.#last = error
      throw error
    }
    for (const one of departed) this.#departed.delete(one)
  }

  /** Whether there is something to tell the nexus, which knows it from now on. */
  tell(itl: ITLNexus): boolean {
    return this.#untold.delete(itl) || this.#untoldNames.delete(itl.nexus.initiatorName)
  }
}
