import type { ByteString } from './bytes.ts'

/**
 * Where a name stands in a directory of the kernel's sysfs: entries come by this number, equal ones by name. Linux
 * folds the bytes into a 64 bit hash and takes bits of its product with the golden ratio.
 */
export function sysfsHash(name: ByteString): number {
  let high = 0
  let low = 0
  for (let i = 0; i < name.length; i++) {
    const byte = name.charCodeAt(i)
    const sum = (low + (byte << 4) + (byte >> 4)) * 11
    high = (high * 11 + Math.floor(sum / 2 ** 32)) >>> 0
    low = sum >>> 0
  }
  const hash = upperProduct(high, low) & 0x7fffffff
  if (hash < 2) return hash + 2
  return Math.min(hash, 0x7ffffffe)
}

export const bySysfsOrder = (a: ByteString, b: ByteString): number =>
  sysfsHash(a) - sysfsHash(b) || (a < b ? -1 : a > b ? 1 : 0)

const GOLDEN_HIGH = 0x61c88646
const GOLDEN_LOW = 0x80b583eb

/** Bits 32 to 63 of `high:low` times the golden ratio, as a signed number. */
const upperProduct = (high: number, low: number): number =>
  (Math.imul(high, GOLDEN_LOW) + Math.imul(low, GOLDEN_HIGH) + upperOf(low, GOLDEN_LOW)) | 0

/** The upper 32 bits of a product of two 32 bit numbers. */
const upperOf = (a: number, b: number): number => {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  return aHigh * bHigh + Math.floor((aLow * bHigh + middle) / 0x10000)
}
