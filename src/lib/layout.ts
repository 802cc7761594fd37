/**
 * Declarative views over big-endian structures. A field is a pair of accessors closed over its offset;
 * `layout` puts them on a prototype, so a view costs one object and reads straight from the buffer.
 */
export interface Field<T> {
  get(bytes: Buffer): T
  set(bytes: Buffer, value: T): void
}

// biome-ignore lint/suspicious/noExplicitAny: a field's own type is inferred; only its accessors matter here
type AnyField = Field<any>
type Values<F> = { -readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }

/** A structure seen in place: `bytes` and one property per field. */
export type View<F> = Values<F> & { readonly bytes: Buffer }

export interface Layout<F> {
  /** Length in bytes. */
  readonly size: number
  readonly fields: F
  /** The structure that starts at `offset` of `buffer`, without copying. */
  view(buffer: Buffer, offset?: number): View<F>
  /** A new zeroed structure with the given fields set. */
  build(values: Partial<Values<F>>): View<F>
}

/** One bit of a byte as a boolean; bit 7 is the most significant. */
export const bit = (offset: number, position: number): Field<boolean> => ({
  get: (b) => ((b[offset]! >> position) & 1) === 1,
  set: (b, on) => {
    const mask = 1 << position
    b[offset] = on ? b[offset]! | mask : b[offset]! & ~mask
  },
})

/** `width` bits of a byte, the lowest at `position`. */
export const bits = (offset: number, position: number, width: number): Field<number> => {
  const mask = (1 << width) - 1
  return {
    get: (b) => (b[offset]! >> position) & mask,
    set: (b, value) => {
      b[offset] = (b[offset]! & ~(mask << position)) | ((value & mask) << position)
    },
  }
}

const unsigned = (offset: number, length: number): Field<number> => ({
  get: (b) => b.readUIntBE(offset, length),
  set: (b, value) => {
    b.writeUIntBE(value, offset, length)
  },
})

export const u8 = (offset: number): Field<number> => ({
  get: (b) => b[offset]!,
  set: (b, value) => {
    b[offset] = value
  },
})
export const u16 = (offset: number): Field<number> => ({
  get: (b) => b.readUInt16BE(offset),
  set: (b, value) => {
    b.writeUInt16BE(value, offset)
  },
})
export const u24 = (offset: number): Field<number> => unsigned(offset, 3)
export const u32 = (offset: number): Field<number> => ({
  get: (b) => b.readUInt32BE(offset),
  set: (b, value) => {
    b.writeUInt32BE(value >>> 0, offset)
  },
})
export const u48 = (offset: number): Field<number> => unsigned(offset, 6)
export const u64 = (offset: number): Field<bigint> => ({
  get: (b) => b.readBigUInt64BE(offset),
  set: (b, value) => {
    b.writeBigUInt64BE(value, offset)
  },
})

/** A run of bytes; read as a view, written as a copy. */
export const bytes = (offset: number, length: number): Field<Uint8Array> => ({
  get: (b) => b.subarray(offset, offset + length),
  set: (b, value) => {
    b.set(value.subarray(0, length), offset)
  },
})

export function layout<const F extends Readonly<Record<string, AnyField>>>(
  size: number,
  fields: F,
): Layout<F> {
  class Structure {
    readonly bytes: Buffer
    constructor(bytes: Buffer) {
      this.bytes = bytes
    }
  }
  for (const [name, field] of Object.entries<AnyField>(fields)) {
    Object.defineProperty(Structure.prototype, name, {
      enumerable: true,
      get(this: Structure) {
        return field.get(this.bytes)
      },
      set(this: Structure, value: unknown) {
        field.set(this.bytes, value)
      },
    })
  }
  const view = (buffer: Buffer, offset = 0) =>
    new Structure(buffer.subarray(offset, offset + size)) as unknown as View<F>
  return {
    size,
    fields,
    view,
    build: (values) => Object.assign(view(Buffer.alloc(size)), values) as View<F>,
  }
}
