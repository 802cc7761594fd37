/**
 * Declarative views over big-endian structures. A field is a pair of accessors closed over its offset;
 * `layout` puts them on a prototype, so a view costs one object and reads straight from the buffer.
 */
export interface Field<T> {
  /** `at` is where the structure begins in `bytes`. */
  get(bytes: Buffer, at: number): T
  set(bytes: Buffer, value: T, at: number): void
}

// biome-ignore lint/suspicious/noExplicitAny: a field's own type is inferred; only its accessors matter here
type AnyField = Field<any>
type Values<F> = { -readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }

/** A structure seen in place: `bytes` and one property per field. */
export type View<F> = Values<F> & { readonly bytes: Buffer }

/** A view that moves: one object reads and writes any number of structures, one after the other. */
export type Cursor<F> = View<F> & {
  readonly at: number
  move(bytes: Buffer, at: number): void
}

export interface Layout<F> {
  /** Length in bytes. */
  readonly size: number
  readonly fields: F
  /** The structure that starts at `offset` of `buffer`, without copying. */
  view(buffer: Buffer, offset?: number): View<F>
  /** A new zeroed structure with the given fields set. */
  build(values: Partial<Values<F>>): View<F>
  cursor(): Cursor<F>
}

/** One bit of a byte as a boolean; bit 7 is the most significant. */
export const bit = (offset: number, position: number): Field<boolean> => {
  const mask = 1 << position
  return {
    get: (b, at) => (b[at + offset]! & mask) !== 0,
    set: (b, on, at) => {
      b[at + offset] = on ? b[at + offset]! | mask : b[at + offset]! & ~mask
    },
  }
}

/** `width` bits of a byte, the lowest at `position`. */
export const bits = (offset: number, position: number, width: number): Field<number> => {
  const mask = (1 << width) - 1
  return {
    get: (b, at) => (b[at + offset]! >> position) & mask,
    set: (b, value, at) => {
      b[at + offset] = (b[at + offset]! & ~(mask << position)) | ((value & mask) << position)
    },
  }
}

export const u8 = (offset: number): Field<number> => ({
  get: (b, at) => b[at + offset]!,
  set: (b, value, at) => {
    b[at + offset] = value
  },
})
export const u16 = (offset: number): Field<number> => ({
  get: (b, at) => b.readUInt16BE(at + offset),
  set: (b, value, at) => {
    b.writeUInt16BE(value, at + offset)
  },
})
export const u24 = (offset: number): Field<number> => ({
  get: (b, at) => (b[at + offset]! << 16) | (b[at + offset + 1]! << 8) | b[at + offset + 2]!,
  set: (b, value, at) => {
    b.writeUIntBE(value, at + offset, 3)
  },
})
export const u32 = (offset: number): Field<number> => ({
  get: (b, at) => b.readUInt32BE(at + offset),
  set: (b, value, at) => {
    b.writeUInt32BE(value >>> 0, at + offset)
  },
})
export const u48 = (offset: number): Field<number> => ({
  get: (b, at) => b.readUIntBE(at + offset, 6),
  set: (b, value, at) => {
    b.writeUIntBE(value, at + offset, 6)
  },
})
export const u64 = (offset: number): Field<bigint> => ({
  get: (b, at) => b.readBigUInt64BE(at + offset),
  set: (b, value, at) => {
    b.writeBigUInt64BE(value, at + offset)
  },
})

/** A run of bytes; read as a view, written as a copy. */
export const bytes = (offset: number, length: number): Field<Uint8Array> => ({
  get: (b, at) => b.subarray(at + offset, at + offset + length),
  set: (b, value, at) => {
    b.set(value.subarray(0, length), at + offset)
  },
})

export function layout<const F extends Readonly<Record<string, AnyField>>>(
  size: number,
  fields: F,
): Layout<F> {
  class Structure {
    bytes: Buffer
    at: number
    constructor(bytes: Buffer, at: number) {
      this.bytes = bytes
      this.at = at
    }
    move(bytes: Buffer, at: number): void {
      this.bytes = bytes
      this.at = at
    }
  }
  for (const [name, field] of Object.entries<AnyField>(fields)) {
    Object.defineProperty(Structure.prototype, name, {
      enumerable: true,
      get(this: Structure) {
        return field.get(this.bytes, this.at)
      },
      set(this: Structure, value: unknown) {
        field.set(this.bytes, value, this.at)
      },
    })
  }
  const view = (buffer: Buffer, offset = 0) =>
    new Structure(buffer.subarray(offset, offset + size), 0) as unknown as View<F>
  return {
    size,
    fields,
    view,
    build: (values) => Object.assign(view(Buffer.alloc(size)), values) as View<F>,
    cursor: () => new Structure(Buffer.alloc(size), 0) as unknown as Cursor<F>,
  }
}
