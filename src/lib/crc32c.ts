import { createRequire } from 'node:module'

/**
 * CRC-32C (Castagnoli, reflected polynomial 0x82F63B78). Headers are quickest in JavaScript; larger spans go to
 * fast-crc32c's native half where that is installed (its own fallback is slower than ours).
 */
export const crc32c = (bytes: Uint8Array): number =>
  native !== undefined && bytes.length >= NATIVE_FROM
    ? native.calculate(bytes)
    : ~crc32cRegister(bytes, 0xffffffff) >>> 0

/** The bare register after feeding `bytes`: neither initial value nor final inversion is applied. */
export function crc32cRegister(bytes: Uint8Array, register: number): number {
  let crc = register
  const end = bytes.length
  const whole = end - (end % 16)
  let i = 0
  for (; i < whole; i += 16) {
    const a = crc ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24))
    crc =
      TABLE[0xf00 + (a & 0xff)]! ^
      TABLE[0xe00 + ((a >>> 8) & 0xff)]! ^
      TABLE[0xd00 + ((a >>> 16) & 0xff)]! ^
      TABLE[0xc00 + (a >>> 24)]! ^
      TABLE[0xb00 + bytes[i + 4]!]! ^
      TABLE[0xa00 + bytes[i + 5]!]! ^
      TABLE[0x900 + bytes[i + 6]!]! ^
      TABLE[0x800 + bytes[i + 7]!]! ^
      TABLE[0x700 + bytes[i + 8]!]! ^
      TABLE[0x600 + bytes[i + 9]!]! ^
      TABLE[0x500 + bytes[i + 10]!]! ^
      TABLE[0x400 + bytes[i + 11]!]! ^
      TABLE[0x300 + bytes[i + 12]!]! ^
      TABLE[0x200 + bytes[i + 13]!]! ^
      TABLE[0x100 + bytes[i + 14]!]! ^
      TABLE[bytes[i + 15]!]!
  }
  for (; i < end; i++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]!) & 0xff]!
  return crc >>> 0
}

/** Below this a native call costs more than it saves. */
const NATIVE_FROM = 256

/** Slicing by 16: table k holds the CRC of a byte with k zero bytes behind it. */
const TABLE = slicingTables()

function slicingTables(): Int32Array {
  const table = new Int32Array(16 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0)
    table[byte] = crc
  }
  for (let i = 256; i < table.length; i++) {
    const before = table[i - 256]!
    table[i] = (before >>> 8) ^ table[before & 0xff]!
  }
  return table
}

interface NativeCrc32c {
  calculate(bytes: Uint8Array): number
}

const native = loadNative()

/** fast-crc32c hides which half it loaded, so its native one is asked for by name. */
function loadNative(): NativeCrc32c | undefined {
  try {
    const loaded: NativeCrc32c = createRequire(import.meta.url)('fast-crc32c/impls/sse4_crc32c.js')
    return loaded.calculate(new TextEncoder().encode('123456789'.repeat(40))) ===
      ~crc32cRegister(new TextEncoder().encode('123456789'.repeat(40)), 0xffffffff) >>> 0
      ? loaded
      : undefined
  } catch {
    return undefined
  }
}

/** Which engine digests data segments, for the start-up log. */
export const crc32cEngine: 'fast-crc32c (native)' | 'JavaScript' = native
  ? 'fast-crc32c (native)'
  : 'JavaScript'
