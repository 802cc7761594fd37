/**
 * A run of memory that PDUs are read into or built in. Whoever still needs bytes of it holds it; it goes back to its
 * pool with the last hold.
 */
export class Slab {
  readonly bytes: Buffer
  /** The same memory in words, for clearing headers. */
  readonly words: Int32Array
  readonly #home: Slab[]
  #holds = 0

  constructor(home: Slab[], memory: ArrayBufferLike, offset: number, length: number) {
    this.#home = home
    this.bytes = Buffer.from(memory, offset, length)
    this.words = new Int32Array(memory, offset, length / 4)
  }

  get length(): number {
    return this.bytes.length
  }

  /** Nobody needs its bytes but its one user. */
  get isFree(): boolean {
    return this.#holds === 1
  }

  hold(): void {
    this.#holds++
  }

  release(): void {
    if (--this.#holds === 0) this.#home.push(this)
  }
}

const PAGE = 65536

/** Node has it; the libraries that TypeScript is told to assume do not name it. */
declare const WebAssembly: {
  readonly Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer }
}

/**
 * Slabs are cut from WebAssembly memories: page aligned (O_DIRECT needs that), never moved, not collected. Each
 * memory reserves address space, so many slabs share one.
 */
class SlabShelf {
  readonly length: number
  readonly #pages: number
  readonly #free: Slab[] = []
  /** Slabs taken, and of these without memory being made; the tree may set them to 0. */
  taken = 0
  hits = 0
  #made = 0

  constructor(length: number, pages: number) {
    this.length = length
    this.#pages = pages
  }

  /** Slabs in use. */
  get lent(): number {
    return this.#made - this.#free.length
  }

  /** Slabs that wait to be used. */
  get kept(): number {
    return this.#free.length
  }

  take(): Slab {
    this.taken++
    if (this.#free.length === 0) this.#grow()
    else this.hits++
    const slab = this.#free.pop()!
    slab.hold()
    return slab
  }

  /** The lowest address is taken first: pages that nobody touched cost nothing. */
  #grow(): void {
    const memory = new WebAssembly.Memory({ initial: this.#pages, maximum: this.#pages }).buffer
    const count = Math.floor(memory.byteLength / this.length)
    for (let i = count - 1; i >= 0; i--) {
      this.#free.push(new Slab(this.#free, memory, i * this.length, this.length))
    }
    this.#made += count
  }
}

/** Idle connections wait in small slabs; ordinary ones hold the PDUs of any initiator in the field. */
export const SMALL_SLAB = PAGE / 16
export const SLAB = 5 * PAGE
/** Holds the largest PDU that can be negotiated (1 MiB of data). */
const LARGE_SLAB = 17 * PAGE

/** Slabs of three sizes, shared by the connections of a process. */
export class SlabPool {
  readonly shelves = [
    new SlabShelf(SMALL_SLAB, 16),
    new SlabShelf(SLAB, 64 * 5),
    new SlabShelf(LARGE_SLAB, 8 * 17),
  ]

  /** A slab of at least `length` bytes, with one hold on it. */
  take(length: number): Slab {
    const shelf = this.shelves.find((each) => each.length >= length)
    if (shelf === undefined) throw new RangeError(`a slab holds ${LARGE_SLAB} bytes, not ${length}`)
    return shelf.take()
  }

  /** Bytes that connections hold now. */
  get lentBytes(): number {
    return this.shelves.reduce((sum, shelf) => sum + shelf.lent * shelf.length, 0)
  }
}
