const NEWLINE = 0x0a

/** Cuts a byte stream at newlines without copying a long line more than once. */
export class LineReader {
  readonly #limit: number
  readonly #parts: Buffer[] = []
  #length = 0
  #skipping = false

  /** A line longer than `limit` bytes is dropped as it comes and handed out once, as `'too long'`. */
  constructor(limit: number) {
    this.#limit = limit
  }

  *push(chunk: Buffer): Generator<string | 'too long'> {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = this.#finish(chunk.subarray(start, end))
      start = end + 1
      if (line !== undefined) yield line
    }
    if (this.#keep(chunk.subarray(start))) yield 'too long'
  }

  #finish(last: Buffer): string | undefined {
    if (this.#keep(last)) {
      this.#skipping = false
      return 'too long'
    }
    if (this.#skipping) {
      this.#skipping = false
      return undefined
    }
    const line = Buffer.concat(this.#parts, this.#length).toString('utf8')
    this.#forget()
    return line
  }

  /** True at the moment when the line gets too long. */
  #keep(part: Buffer): boolean {
    if (this.#skipping) return false
    this.#parts.push(part)
    this.#length += part.length
    if (this.#length <= this.#limit) return false
    this.#forget()
    this.#skipping = true
    return true
  }

  #forget(): void {
    this.#parts.length = 0
    this.#length = 0
  }
}
