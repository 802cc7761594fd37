interface ReservationType {
  /** What it leaves to those who do not pass it, as a letter of their command's `Access`. */
  readonly leaves: 'W' | 'X'
  /** Whom it lets do everything. */
  readonly passes: 'holder' | 'registrants'
  readonly heldBy: 'one' | 'all registrants'
}

/** TYPE of a persistent reservation (SPC-4 table 65). */
const RESERVATION_TYPES: Readonly<Record<number, ReservationType>> = {
  1: { leaves: 'W', passes: 'holder', heldBy: 'one' },
  3: { leaves: 'X', passes: 'holder', heldBy: 'one' },
  5: { leaves: 'W', passes: 'registrants', heldBy: 'one' },
  6: { leaves: 'X', passes: 'registrants', heldBy: 'one' },
  7: { leaves: 'W', passes: 'registrants', heldBy: 'all registrants' },
  8: { leaves: 'X', passes: 'registrants', heldBy: 'all registrants' },
}

/** Where there is no reservation. */
export const NO_TYPE = 0

export const isReservationType = (type: number): boolean => type in RESERVATION_TYPES
export const allRegistrants = (type: number): boolean => RESERVATION_TYPES[type]?.heldBy === 'all registrants'
export const registrantsPass = (type: number): boolean => RESERVATION_TYPES[type]?.passes === 'registrants'
export const leaves = (type: number): string => RESERVATION_TYPES[type]?.leaves ?? ''

/** PERSISTENT RESERVATION TYPE MASK (SPC-4 table 211): a bit for each, low byte first. */
export const TYPE_MASK = Object.keys(RESERVATION_TYPES).reduce((mask, type) => mask | (1 << Number(type)), 0)
