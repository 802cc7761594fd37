import type { Terminal } from '../admin/terminal.ts'
import type { ByteString } from '../lib/bytes.ts'

/** Shown from the first line that comes later than this, and renewed no more often. */
const EVERY_MS = 200

/** Counts on standard error what is done on a standard output that nobody watches. */
export class ProgressTerminal implements Terminal {
  readonly #inner: Terminal
  readonly #now: () => number
  #renewedAt: number
  #done = 0
  #shown = ''

  constructor(inner: Terminal, now: () => number = Date.now) {
    this.#inner = inner
    this.#now = now
    this.#renewedAt = now()
  }

  get loss(): Error | undefined {
    return this.#inner.loss
  }

  out(text: ByteString): void {
    this.#inner.out(text)
    this.#done += text.split('done.\n').length - 1
    if (this.#now() - this.#renewedAt >= EVERY_MS) this.#show(`${this.#done} done`)
  }

  err(text: ByteString): void {
    this.#show('')
    this.#inner.err(text)
  }

  readLine(): Promise<ByteString | undefined> {
    this.#show('')
    return this.#inner.readLine()
  }

  /** Takes the count away. */
  end(): void {
    this.#show('')
  }

  #show(line: string): void {
    if (line !== this.#shown)
      this.#inner.err(`\r${line.padEnd(this.#shown.length)}${line === '' ? '\r' : ''}`)
    this.#shown = line
    this.#renewedAt = this.#now()
  }
}
