/** A lock that keeps other lockers out and nobody else; first come, first served. */
export class CooperativeLock<Owner extends object> {
  #holder: Owner | undefined
  #waiting: { readonly owner: Owner; readonly grant: () => void }[] = []

  /** Resolves once `owner` holds the lock; taking it twice is taking it once. */
  async take(owner: Owner): Promise<void> {
    if (this.tryTake(owner)) return
    await new Promise<void>((grant) => this.#waiting.push({ owner, grant }))
  }

  tryTake(owner: Owner): boolean {
    this.#holder ??= owner
    return this.#holder === owner
  }

  /** False when `owner` does not hold it. */
  release(owner: Owner): boolean {
    if (this.#holder !== owner) return false
    const next = this.#waiting.shift()
    this.#holder = next?.owner
    next?.grant()
    return true
  }

  /** The owner is gone: it neither holds nor waits. */
  forget(owner: Owner): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.owner !== owner)
    this.release(owner)
  }
}
