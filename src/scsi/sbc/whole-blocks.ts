type Drain = (spans: readonly Uint8Array[], offset: number) => void | Promise<void>

/**
 * Drains whole blocks only. A transport cuts data where it likes, and a block whose end never comes must stay as it was.
 * What is copied are the pieces of cut blocks; they may come in any order, each byte once.
 */
export function inWholeBlocks(blockSize: number, drain: Drain): Drain {
  let cut: CutBlocks | undefined
  return (spans, offset) => {
    if (!isCut(spans, offset, blockSize)) return drain(spans, offset)
    cut ??= new CutBlocks(blockSize)
    const whole: Uint8Array[] = []
    let start: number | undefined
    let at = offset
    for (const span of spans) {
      for (const [blocksAt, blocks] of cut.complete(span, at)) {
        start ??= blocksAt
        whole.push(blocks)
      }
      at += span.length
    }
    if (start !== undefined) return drain(whole, start)
  }
}

function isCut(spans: readonly Uint8Array[], offset: number, blockSize: number): boolean {
  if (offset % blockSize !== 0) return true
  for (const { length } of spans) if (length % blockSize !== 0) return true
  return false
}

/** Blocks of which something is missing, by where they begin. */
class CutBlocks {
  readonly #blockSize: number
  readonly #blocks = new Map<number, { readonly bytes: Buffer; missing: number }>()

  constructor(blockSize: number) {
    this.#blockSize = blockSize
  }

  /** The blocks that the span makes whole, one behind the other; the rest of it is kept. */
  *complete(span: Uint8Array, offset: number): Generator<readonly [at: number, blocks: Uint8Array]> {
    const size = this.#blockSize
    for (let done = 0; done < span.length; ) {
      const inside = (offset + done) % size
      const rest = span.length - done
      const isPart = inside > 0 || rest < size
      const length = isPart ? Math.min(rest, size - inside) : rest - (rest % size)
      const piece = span.subarray(done, done + length)
      const at = offset + done - inside
      const blocks = isPart ? this.#add(piece, at, inside) : piece
      if (blocks !== undefined) yield [at, blocks]
      done += length
    }
  }

  /** The block, when the piece was all that it lacked. */
  #add(piece: Uint8Array, at: number, inside: number): Uint8Array | undefined {
    const size = this.#blockSize
    const block = this.#blocks.get(at) ?? { bytes: Buffer.allocUnsafe(size), missing: size }
    block.bytes.set(piece, inside)
    block.missing -= piece.length
    if (block.missing > 0) this.#blocks.set(at, block)
    else this.#blocks.delete(at)
    return block.missing > 0 ? undefined : block.bytes
  }
}
