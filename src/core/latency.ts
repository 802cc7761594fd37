import type { Direction } from './counters.ts'

/** Data directions that latency is kept by, with the letter of their files. */
export const LATENCY_KINDS = { none: 'n', read: 'r', write: 'w', bidi: 'b' } as const satisfies Partial<
  Record<Direction, string>
>
export type LatencyKind = keyof typeof LATENCY_KINDS

/** Size classes are powers of two from 512 bytes; larger and smaller transfers count at the ends. */
export const LATENCY_CLASSES = 11

/**
 * Where a command's time goes, in SCST's words and order: waiting for the initiator's data, for other commands or a
 * device that is let go, in the device server, in the backing store.
 */
export const LATENCY_STATES = ['DATA_WAIT', 'EXEC_CHECK_BLOCKING', 'LOCAL_EXEC', 'REAL_EXEC'] as const
type LatencyState = (typeof LATENCY_STATES)[number]

/** Microseconds by state; what a command did not come through is absent. */
export type Stages = Readonly<Partial<Record<LatencyState, number>>>

/** Statistics of times in microseconds. */
export class Times {
  count = 0
  min = Number.POSITIVE_INFINITY
  max = 0
  #sum = 0
  #squares = 0

  add(us: number): void {
    this.count++
    this.#sum += us
    this.#squares += us * us
    if (us < this.min) this.min = us
    if (us > this.max) this.max = us
  }

  get average(): number {
    return this.count === 0 ? 0 : this.#sum / this.count
  }

  get deviation(): number {
    if (this.count === 0) return 0
    return Math.sqrt(Math.max(0, this.#squares / this.count - this.average ** 2))
  }
}

/** Commands of one direction and size. */
class LatencyCell {
  readonly total = new Times()
  /** Those that commands came through. */
  readonly states = new Map<LatencyState, Times>()

  add(stages: Stages): void {
    let sum = 0
    for (const state of LATENCY_STATES) {
      const us = stages[state]
      if (us === undefined) continue
      sum += us
      const times = this.states.get(state) ?? new Times()
      times.add(us)
      this.states.set(state, times)
    }
    this.total.add(sum)
  }
}

const NOTHING = new LatencyCell()

/** How long a session's commands took, by direction and size, while `measure_latency` is on. */
export class Latency {
  readonly #cells = new Map<string, LatencyCell>()

  add(direction: Direction, bytes: number, stages: Stages): void {
    if (direction === 'unknown') return
    const key = keyOf(direction, sizeClass(bytes))
    const cell = this.#cells.get(key) ?? new LatencyCell()
    cell.add(stages)
    this.#cells.set(key, cell)
  }

  /** `size`: 0 for 512 bytes. */
  cell(direction: LatencyKind, size: number): LatencyCell {
    return this.#cells.get(keyOf(direction, size)) ?? NOTHING
  }

  clear(): void {
    this.#cells.clear()
  }
}

const keyOf = (direction: LatencyKind, size: number): string => `${direction} ${size}`

const sizeClass = (bytes: number): number =>
  Math.min(Math.max(Math.floor(Math.log2(Math.max(bytes, 1))) - 9, 0), LATENCY_CLASSES - 1)
