/** Directions that finished commands are counted by; `unknown`: never decoded. */
export const DIRECTIONS = ['unknown', 'write', 'read', 'bidi', 'none'] as const
export type Direction = (typeof DIRECTIONS)[number]

export interface Count {
  commands: number
  bytes: number
  /** Commands whose first byte or length is no multiple of 4096. */
  unaligned: number
}

/** Finished commands of a session since it began or was reset. */
export class Counters {
  readonly unknown: Count = { commands: 0, bytes: 0, unaligned: 0 }
  readonly write: Count = { commands: 0, bytes: 0, unaligned: 0 }
  readonly read: Count = { commands: 0, bytes: 0, unaligned: 0 }
  readonly bidi: Count = { commands: 0, bytes: 0, unaligned: 0 }
  readonly none: Count = { commands: 0, bytes: 0, unaligned: 0 }

  /** One finished command; `start`: its first byte on the medium. */
  count(direction: Direction, bytes: number, start = 0): void {
    const count = this[direction]
    count.commands++
    count.bytes += bytes
    if (start % 4096 !== 0 || bytes % 4096 !== 0) count.unaligned++
  }

  reset(direction: Direction): void {
    const count = this[direction]
    count.commands = 0
    count.bytes = 0
    count.unaligned = 0
  }
}
