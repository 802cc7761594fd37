import type { Count, Direction } from '../core/counters.ts'
import type { ByteString } from '../lib/bytes.ts'
import type { Attribute, Attributes } from './attribute.ts'

export type Figure = keyof Count

const FILES: Readonly<Record<Figure, ByteString>> = {
  commands: 'cmd_count',
  bytes: 'io_count_kb',
  unaligned: 'unaligned_cmd_count',
}

/** Directions without data have no bytes to count. */
const figuresOf = (direction: Direction): readonly Figure[] =>
  direction === 'unknown' || direction === 'none' ? ['commands'] : ['commands', 'bytes', 'unaligned']

/** `read_cmd_count`, `read_io_count_kb`, …: one file for each figure of each direction. */
export const counterFiles = <T>(
  attribute: (direction: Direction, figure: Figure) => Attribute<T>,
  directions: readonly Direction[],
): Attributes<T> =>
  Object.fromEntries(
    directions.flatMap((direction) =>
      figuresOf(direction).map((figure) => [`${direction}_${FILES[figure]}`, attribute(direction, figure)]),
    ),
  )

/** As its file shows it: bytes in KiB. */
export const figureOf = (figure: Figure, value: number): number =>
  figure === 'bytes' ? Math.floor(value / 1024) : value
