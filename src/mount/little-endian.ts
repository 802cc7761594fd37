import type { Field } from '../lib/layout.ts'

/* FUSE speaks the host's byte order, which is little-endian on every machine that Node's Linux builds run on here. */

export const le16 = (offset: number): Field<number> => ({
  get: (b, at) => b.readUInt16LE(at + offset),
  set: (b, value, at) => {
    b.writeUInt16LE(value, at + offset)
  },
})

export const le32 = (offset: number): Field<number> => ({
  get: (b, at) => b.readUInt32LE(at + offset),
  set: (b, value, at) => {
    b.writeUInt32LE(value >>> 0, at + offset)
  },
})

export const le32signed = (offset: number): Field<number> => ({
  get: (b, at) => b.readInt32LE(at + offset),
  set: (b, value, at) => {
    b.writeInt32LE(value, at + offset)
  },
})

/** 64 bits whose values stay below 2^53: numbers of nodes, handles and requests, sizes, times. */
export const le64 = (offset: number): Field<number> => ({
  get: (b, at) => b.readUInt32LE(at + offset) + b.readUInt32LE(at + offset + 4) * 0x1_0000_0000,
  set: (b, value, at) => {
    b.writeUInt32LE(value % 0x1_0000_0000, at + offset)
    b.writeUInt32LE(Math.floor(value / 0x1_0000_0000), at + offset + 4)
  },
})
