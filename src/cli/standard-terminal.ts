import { writeSync } from 'node:fs'
import type { Terminal } from '../admin/terminal.ts'
import { type ByteString, fromBuffer, toBuffer } from '../lib/bytes.ts'

/** As a shell counts a death by SIGPIPE. */
const BROKEN_PIPE_STATUS = 141

/**
 * The process's own descriptors. Output is unbuffered: what is said stands there before the next thing is done,
 * and Node's streams, which cost start-up time, are left alone until something is to be read.
 */
export class StandardTerminal implements Terminal {
  #isWaiting = false
  #unread: ByteString = ''
  #loss: Error | undefined

  /** Somebody is being asked. */
  get isWaiting(): boolean {
    return this.#isWaiting
  }

  /** On standard output. What is to be done is done whether it can be told or not. */
  get loss(): Error | undefined {
    return this.#loss
  }

  out(text: ByteString): void {
    const loss = writeAll(1, text)
    this.#loss ??= loss
  }

  err(text: ByteString): void {
    writeAll(2, text)
  }

  async readLine(): Promise<ByteString | undefined> {
    this.#isWaiting = true
    const chunks = process.stdin.iterator({ destroyOnReturn: false })
    while (!this.#unread.includes('\n')) {
      // What cannot be read (a directory) has no lines.
      const { value, done } = await chunks.next().catch(() => ({ value: undefined, done: true }))
      if (done) break
      this.#unread += fromBuffer(value)
    }
    this.#isWaiting = false
    const length = this.#unread.indexOf('\n') + 1 || this.#unread.length
    const line = this.#unread.slice(0, length)
    this.#unread = this.#unread.slice(length)
    return line === '' ? undefined : line
  }
}

/** Answers the error of a descriptor that takes no more. */
function writeAll(descriptor: number, text: ByteString): Error | undefined {
  const bytes = toBuffer(text)
  try {
    for (let done = 0; done < bytes.length; ) done += writeSome(descriptor, bytes, done)
    return undefined
  } catch (error) {
    return error as Error
  }
}

/** A descriptor that someone else made non-blocking answers EAGAIN: wait and try again. */
function writeSome(descriptor: number, bytes: Buffer, start: number): number {
  try {
    return writeSync(descriptor, bytes, start)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EPIPE') process.exit(BROKEN_PIPE_STATUS)
    if (code !== 'EAGAIN') throw error
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    return 0
  }
}
