/**
 * Serial number arithmetic over 32 bits (RFC 1982; RFC 7143 §4.2.2.1 for CmdSN, StatSN and DataSN).
 * All results are unsigned.
 */
export const serialAdd = (a: number, n: number): number => (a + n) >>> 0

/** How far `a` lies ahead of `b`: negative when it lies behind, -2^31 where neither is ahead. */
export const serialDistance = (a: number, b: number): number => (a - b) | 0

export const serialLess = (a: number, b: number): boolean => serialDistance(a, b) < 0

export const serialLessOrEqual = (a: number, b: number): boolean => serialDistance(a, b) <= 0

/** `first <= a <= last` on the circle. */
export const serialWithin = (a: number, first: number, last: number): boolean =>
  (a - first) >>> 0 <= (last - first) >>> 0
