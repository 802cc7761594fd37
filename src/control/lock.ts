interface Waiting {
  readonly granted: Promise<boolean>
  readonly settle: (granted: boolean) => void
}

/** A lock that keeps other lockers out and nobody else; first come, first served. */
export class CooperativeLock<Owner extends object> {
  #holder: Owner | undefined
  readonly #waiting = new Map<Owner, Waiting>()

  /** True once `owner` holds the lock, false when it stopped waiting; taking it twice is taking it once. */
  take(owner: Owner): Promise<boolean> {
    if (this.tryTake(owner)) return Promise.resolve(true)
    const { granted } = this.#waiting.get(owner) ?? this.#enqueue(owner)
    return granted
  }

  tryTake(owner: Owner): boolean {
    this.#holder ??= owner
    return this.#holder === owner
  }

  /** False when `owner` does not hold it. */
  release(owner: Owner): boolean {
    if (this.#holder !== owner) return false
    this.#holder = undefined
    for (const [next, { settle }] of this.#waiting) {
      this.#holder = next
      this.#waiting.delete(next)
      settle(true)
      break
    }
    return true
  }

  /** The owner no longer waits for it; what it holds it keeps. */
  stopWaiting(owner: Owner): void {
    this.#waiting.get(owner)?.settle(false)
    this.#waiting.delete(owner)
  }

  /** The owner is gone: it neither holds nor waits. */
  forget(owner: Owner): void {
    this.stopWaiting(owner)
    this.release(owner)
  }

  #enqueue(owner: Owner): Waiting {
    let settle = (_: boolean) => {}
    const granted = new Promise<boolean>((resolve) => {
      settle = resolve
    })
    const waiting = { granted, settle }
    this.#waiting.set(owner, waiting)
    return waiting
  }
}
