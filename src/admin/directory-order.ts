import type { ByteString } from '../lib/bytes.ts'

const GOLDEN_RATIO = 0x61c8864680b583ebn
const LAST = 0x7fffffffn

/**
 * The order in which a Linux kernel lists a sysfs directory: by hash of the name, ties by name. Lists whose
 * order SCST leaves to the directory are put in it, so that they read alike over every carrier.
 */
export function directoryOrder(names: Iterable<ByteString>): ByteString[] {
  return [...names]
    .map((name) => ({ name, hash: hashOf(name) }))
    .sort((a, b) => a.hash - b.hash || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
}

function hashOf(name: ByteString): number {
  let hash = 0n
  for (let i = 0; i < name.length; i++) {
    const byte = BigInt(name.charCodeAt(i))
    hash = BigInt.asUintN(64, (hash + (byte << 4n) + (byte >> 4n)) * 11n)
  }
  const folded = (BigInt.asUintN(64, hash * GOLDEN_RATIO) >> 32n) & LAST
  if (folded < 2n) return Number(folded + 2n)
  return Number(folded === LAST ? LAST - 1n : folded)
}
