/** Buffers of one size, as whoever lends and keeps them counts them. */
export interface BufferShelf {
  /** Of each, in bytes. */
  readonly length: number
  /** In use now. */
  readonly lent: number
  /** Made and waiting to be used again. */
  readonly kept: number
  /** Times that one was taken, and of these without memory being made; they may be set to 0. */
  taken: number
  hits: number
}
