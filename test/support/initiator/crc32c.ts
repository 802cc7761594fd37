/** CRC-32C (RFC 7143 §13.1) as it stands on the wire: bit by bit from its polynomial, by a table. */
export function crc32c(bytes: Buffer): Buffer {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff]!
  const digest = Buffer.alloc(4)
  digest.writeUInt32LE(~crc >>> 0)
  return digest
}

const POLYNOMIAL = 0x82f63b78

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? POLYNOMIAL : 0)
  return rest
})
