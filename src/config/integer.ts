import type { ByteString } from '../lib/bytes.ts'

/** As the kernel reads a number: `0x` for hexadecimal, a leading 0 for octal; undefined for other texts, such as `08`. */
export function integerOf(text: ByteString): bigint | undefined {
  const match = /^\s*(-?)(?:(0x[0-9a-f]+)|0([0-7]+)|(0|[1-9]\d*))\s*$/i.exec(text)
  if (!match) return undefined
  const [, sign, hexadecimal, octal, decimal] = match
  const magnitude = BigInt(hexadecimal ?? (octal === undefined ? decimal! : `0o${octal}`))
  return sign ? -magnitude : magnitude
}
