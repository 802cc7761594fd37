/**
 * Solicited data of aborted writes that are still to come. Task management answers when the initiator has sent them
 * (RFC 7143 §4.2.3.3 a, §11.5.1); what they carry is of no use to anybody (§10.7).
 */
export class OwedData {
  /** Who waits, by target transfer tag. */
  readonly #owed = new Map<number, () => void>()

  /** Resolves when every sequence has ended; false: not within `patience` ms. */
  async wait(tags: readonly number[], patience: number): Promise<boolean> {
    if (tags.length === 0) return true
    const all = Promise.all(tags.map((ttt) => new Promise<void>((came) => this.#owed.set(ttt, came))))
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), patience)
    })
    const inTime = await Promise.race([all.then(() => true), late])
    clearTimeout(timer)
    for (const ttt of tags) this.#owed.delete(ttt)
    return inTime
  }

  /** The last PDU of a sequence has come. */
  came(ttt: number): void {
    this.#owed.get(ttt)?.()
  }

  /** The connection is gone: nothing comes any more. */
  forget(): void {
    for (const came of this.#owed.values()) came()
  }
}
