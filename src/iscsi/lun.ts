/**
 * The number of a logical unit from the LUN field at `at` (SAM-5 §4.7): peripheral, flat and logical unit addressing
 * alike; -1 for anything with more levels.
 */
export function lunAt(bytes: Buffer, at: number): number {
  const method = bytes[at]! >> 6
  const rest = bytes.readUInt16BE(at + 2) | bytes.readUInt32BE(at + 4)
  return method === 3 || rest !== 0 ? -1 : bytes.readUInt16BE(at) & 0x3fff
}

/** The field for a number: peripheral addressing up to 255, flat above. */
export function lunField(lun: number): Uint8Array {
  const field = new Uint8Array(8)
  field[0] = lun > 255 ? 0x40 | (lun >> 8) : 0
  field[1] = lun & 0xff
  return field
}
