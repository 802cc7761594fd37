import type { Direction } from './counters.ts'

/** Data directions that latency is kept by, with the letter of their files. */
export const LATENCY_KINDS = { none: 'n', read: 'r', write: 'w', bidi: 'b' } as const satisfies Partial<
  Record<Direction, string>
>
export type LatencyKind = keyof typeof LATENCY_KINDS

/** Size classes are powers of two from 512 bytes; larger and smaller transfers count at the ends. */
export const LATENCY_CLASSES = 11

/** Command states that we can tell apart, in SCST's words. */
export const LATENCY_STATES = ['LOCAL_EXEC'] as const
export type LatencyState = (typeof LATENCY_STATES)[number]

/** Times of one state, in microseconds. */
export class Times {
  count = 0
  min = Number.POSITIVE_INFINITY
  max = 0
  sum = 0
  squares = 0

  add(us: number): void {
    this.count++
    this.sum += us
    this.squares += us * us
    if (us < this.min) this.min = us
    if (us > this.max) this.max = us
  }

  merge({ count, min, max, sum, squares }: Times): void {
    this.count += count
    this.sum += sum
    this.squares += squares
    this.min = Math.min(this.min, min)
    this.max = Math.max(this.max, max)
  }

  get average(): number {
    return this.count === 0 ? 0 : this.sum / this.count
  }

  get deviation(): number {
    if (this.count === 0) return 0
    return Math.sqrt(Math.max(0, this.squares / this.count - this.average ** 2))
  }
}

type StateTimes = Map<LatencyState, Times>

/** How long a session's commands took, by direction, size and state, while `measure_latency` is on. */
export class Latency {
  readonly #times = new Map<string, StateTimes>()

  add(direction: Direction, bytes: number, state: LatencyState, us: number): void {
    if (direction === 'unknown') return
    const key = `${direction} ${sizeClass(bytes)}`
    const states = this.#times.get(key) ?? new Map<LatencyState, Times>()
    const times = states.get(state) ?? new Times()
    times.add(us)
    this.#times.set(key, states.set(state, times))
  }

  /** States seen for a direction and size class (0 for 512 bytes). */
  states(direction: LatencyKind, size: number): ReadonlyMap<LatencyState, Times> {
    return this.#times.get(`${direction} ${size}`) ?? NONE
  }

  clear(): void {
    this.#times.clear()
  }
}

const NONE: StateTimes = new Map()

const sizeClass = (bytes: number): number =>
  Math.min(Math.max(Math.floor(Math.log2(Math.max(bytes, 1))) - 9, 0), LATENCY_CLASSES - 1)
