import type { ByteString } from '../lib/bytes.ts'

/** Where an operation speaks and asks. Everything in `admin` writes here and nowhere else. */
export interface Terminal {
  out(text: ByteString): void
  err(text: ByteString): void
  /** Why the first of what was said did not come out; absent while all of it did. */
  readonly loss?: Error | undefined
  /** One line of standard input with its newline; undefined at its end. */
  readLine(): Promise<ByteString | undefined>
}

/** Keeps what is said, in order; answers prompts from `input`. For tests, plans and captured output. */
export class MemoryTerminal implements Terminal {
  stdout: ByteString = ''
  stderr: ByteString = ''
  #input: ByteString

  constructor(input: ByteString = '') {
    this.#input = input
  }

  out(text: ByteString): void {
    this.stdout += text
  }

  err(text: ByteString): void {
    this.stderr += text
  }

  async readLine(): Promise<ByteString | undefined> {
    if (this.#input === '') return undefined
    const end = this.#input.indexOf('\n')
    const length = end < 0 ? this.#input.length : end + 1
    const line = this.#input.slice(0, length)
    this.#input = this.#input.slice(length)
    return line
  }
}
