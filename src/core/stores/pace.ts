/** A synchronous call that took longer than this waited for something: 150 µs, and 0.5 µs for each KiB. */
const SLOW_MS = 0.15
const SLOW_MS_PER_BYTE = 0.0005 / 1024
/** Calls that go to the thread pool after a slow one: a busy processor deserves few, a disk that stays slow many. */
const FIRST_BACK_OFF = 4
const LONGEST_BACK_OFF = 64
/** So many quick calls in a row, and slowness counts as new. */
const CALM = 64

/**
 * Page-cache hits are fastest called synchronously, a disk must not stop everybody else: after a slow call the next
 * ones go to the thread pool, twice as many each time that it happens again.
 */
export class Pace {
  #backOff = 0
  #next = FIRST_BACK_OFF
  #quick = 0

  /** Whether the next call is to be made synchronously. */
  get isQuick(): boolean {
    if (this.#backOff === 0) return true
    this.#backOff--
    return false
  }

  /** A synchronous call of so many bytes has returned. */
  took(milliseconds: number, bytes: number): void {
    if (milliseconds <= SLOW_MS + bytes * SLOW_MS_PER_BYTE) {
      if (++this.#quick === CALM) this.#next = FIRST_BACK_OFF
      return
    }
    this.#quick = 0
    this.#backOff = this.#next
    this.#next = Math.min(this.#next * 2, LONGEST_BACK_OFF)
  }
}
