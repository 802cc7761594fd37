/** Of one connection, and of all of them together, in bytes. */
const MAX_OF_CONNECTION = 16777216
const MAX_OF_ALL = 268435456

/** Who waits for leave to send an R2T. */
export interface Asker {
  /** So many bytes were taken for it: it asks for them, or gives them back. */
  granted(length: number): void
}

/**
 * Write data that initiators were asked for and the store has not taken. Where it is too much an R2T waits, and never
 * the reading: pings and task management must be answered, and data come through that others wait for, whatever a disk
 * does. One burst of a connection is always let through, so that it goes on at the pace of its store.
 */
export class SolicitedData {
  readonly #ofAll: { bytes: number }
  readonly #waiting = new Map<Asker, number>()
  #bytes = 0

  /** `ofAll`: one for all connections. */
  constructor(ofAll: { bytes: number }) {
    this.#ofAll = ofAll
  }

  /** Takes room for `length` bytes; false: `asker` is granted them later, in its turn. */
  take(length: number, asker: Asker): boolean {
    if (this.#waiting.size === 0 && this.#fits(length)) {
      this.#add(length)
      return true
    }
    this.#waiting.set(asker, length)
    return false
  }

  giveBack(length: number): void {
    this.#add(-length)
    if (this.#waiting.size > 0) this.#grant()
  }

  /** It does not wait any more. */
  forget(asker: Asker): void {
    this.#waiting.delete(asker)
  }

  #grant(): void {
    for (const [asker, length] of this.#waiting) {
      if (!this.#fits(length)) return
      this.#waiting.delete(asker)
      this.#add(length)
      asker.granted(length)
    }
  }

  #fits(length: number): boolean {
    if (this.#bytes === 0) return true
    return this.#bytes + length <= MAX_OF_CONNECTION && this.#ofAll.bytes + length <= MAX_OF_ALL
  }

  #add(length: number): void {
    this.#bytes += length
    this.#ofAll.bytes += length
  }
}
