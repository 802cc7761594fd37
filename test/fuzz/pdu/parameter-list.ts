import type { Random } from '../random.ts'

/** What commands take beside blocks (SPC-4, SBC-3), near enough to be read and wrong enough to be refused. */

export const noise = (r: Random): Buffer => Buffer.from(r.some(0, 48, () => r.below(256)))

/** Header, block descriptor if any, pages (SPC-4 §7.5). */
export const modePages = (r: Random, headerLength: 4 | 8): Buffer => {
  const header = Buffer.alloc(headerLength)
  const hasBlocks = r.chance(30)
  header[headerLength - 1] = hasBlocks ? 8 : r.one([0, 0, 0, 16])
  const blocks = Buffer.alloc(hasBlocks ? 8 : 0)
  if (hasBlocks) blocks.writeUInt16BE(r.one([512, 4096, 0]), 6)
  const pages = r.some(0, 3, () => modePage(r))
  return Buffer.concat([header, blocks, ...pages])
}

/** Page and length: caching, control, informational exceptions, rigid disk, whatever. */
const PAGES = [
  [0x08, 0x12],
  [0x0a, 0x0a],
  [0x1c, 0x0a],
  [0x01, 0x0a],
  [0x04, 0x16],
] as const

const modePage = (r: Random): Buffer => {
  const [code, length] = r.one(PAGES)
  const page = Buffer.alloc(2 + length)
  page[0] = r.chance(95) ? code : r.below(256)
  page[1] = r.chance(95) ? length : r.below(256)
  for (let n = r.below(4); n > 0; n--) page[2 + r.below(length)] = r.below(256)
  return page
}

/** Descriptors of 16 bytes (SBC-3 §5.28). */
export const unmap = (r: Random): Buffer => {
  const descriptors = r.some(0, 5, () => {
    const one = Buffer.alloc(16)
    one.writeUInt32BE(r.chance(95) ? 0 : r.below(2), 0)
    one.writeUInt32BE(r.chance(90) ? r.below(2048) : 0xffffffff, 4)
    one.writeUInt32BE(r.one([0, 1, 8, 64, 0x10000]), 8)
    return one
  })
  const header = Buffer.alloc(8)
  const length = descriptors.length * 16
  header.writeUInt16BE(length + 6, 0)
  header.writeUInt16BE(r.chance(90) ? length : r.below(65536), 2)
  return Buffer.concat([header, ...descriptors])
}

const KEYS = [0, 1, 2, 0x1234, 0xffffffff]

/** Keys, flags and TransportIDs (SPC-4 §6.16.3). */
export const reservation = (r: Random): Buffer => {
  const list = Buffer.alloc(24)
  list.writeUInt32BE(r.one(KEYS), 4)
  list.writeUInt32BE(r.one(KEYS), 12)
  list[20] = r.one([0, 0, 0, 1, 4, 8, 0x0d])
  if (r.chance(75)) return list
  const ids = r.some(1, 3, () => transportId(r))
  const counted = Buffer.alloc(4)
  counted.writeUInt32BE(r.chance(80) ? ids.reduce((sum, id) => sum + id.length, 0) : r.below(256), 0)
  list[20] = 8
  return Buffer.concat([list, counted, ...ids])
}

const transportId = (r: Random): Buffer => {
  const name = Buffer.from(
    r.one(['iqn.2026-01.test:a', 'iqn.2026-01.test:a,i,0x1', '', '\xff', ',i,0x']),
    'latin1',
  )
  const id = Buffer.alloc(4 + Math.max(20, (name.length + 4) & ~3))
  id[0] = r.one([0x05, 0x45, 0x45, 0x06, r.below(256)])
  id.writeUInt16BE(r.chance(90) ? id.length - 4 : r.below(65536), 2)
  name.copy(id, 4)
  return id
}

/** Target descriptors by NAA name, segments from block to block (SPC-4 §6.4). */
export const extendedCopy = (r: Random): Buffer => {
  const targets = r.some(0, 3, () => {
    const one = Buffer.alloc(32)
    one[0] = r.chance(90) ? 0xe4 : r.below(256)
    one[4] = 1
    one[5] = 3
    one[7] = r.one([8, 16])
    one.writeUInt32BE(r.below(2 ** 32), 8)
    return one
  })
  const segments = r.some(0, 3, () => {
    const one = Buffer.alloc(28)
    one[0] = r.chance(90) ? 0x02 : r.below(256)
    one.writeUInt16BE(0x18, 2)
    one[5] = r.below(3)
    one[7] = r.below(3)
    one.writeUInt16BE(r.one([0, 1, 8, 2048]), 10)
    one.writeUInt32BE(r.below(2048), 16)
    one.writeUInt32BE(r.below(2048), 24)
    return one
  })
  const header = Buffer.alloc(16)
  header[0] = r.below(4)
  header.writeUInt16BE(r.chance(90) ? targets.length * 32 : r.below(65536), 2)
  header.writeUInt32BE(r.chance(90) ? segments.length * 28 : r.below(65536), 8)
  return Buffer.concat([header, ...targets, ...segments])
}

/** Header of a defect list, short or long (SBC-3 §5.3). */
export const format = (r: Random): Buffer => {
  const list = Buffer.alloc(r.one([0, 4, 8, 12]))
  if (list.length > 1) list[1] = r.one([0, 0x80, 0x88, 0x02])
  return list
}
