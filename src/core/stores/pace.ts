/** A synchronous call that took longer than this waited for a device: 150 µs, and 0.5 µs for each KiB. */
const SLOW_MS = 0.15
const SLOW_MS_PER_BYTE = 0.0005 / 1024
/** Calls that go to the thread pool after a slow one, before the next is tried synchronously. */
const BACK_OFF = 64

/**
 * Page-cache hits are fastest called synchronously, a disk must not stop everybody else: after one slow call the next
 * ones go to the thread pool.
 */
export class Pace {
  #backOff = 0

  /** Whether the next call is to be made synchronously. */
  get isQuick(): boolean {
    if (this.#backOff === 0) return true
    this.#backOff--
    return false
  }

  /** A synchronous call of so many bytes has returned. */
  took(milliseconds: number, bytes: number): void {
    if (milliseconds > SLOW_MS + bytes * SLOW_MS_PER_BYTE) this.#backOff = BACK_OFF
  }
}
