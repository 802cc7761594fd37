/** Counted closing: commands pass while the count is 0 and wait otherwise. */
export class Gate {
  #count = 0
  #waiting: (() => void)[] = []

  get count(): number {
    return this.#count
  }

  get isOpen(): boolean {
    return this.#count === 0
  }

  close(): void {
    this.#count++
  }

  /** False when it was open already. */
  open(): boolean {
    if (this.#count === 0) return false
    if (--this.#count > 0) return true
    const waiting = this.#waiting
    this.#waiting = []
    for (const resume of waiting) resume()
    return true
  }

  /** Resolves once the gate is open. */
  async passed(): Promise<void> {
    while (!this.isOpen) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}
