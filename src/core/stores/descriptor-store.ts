import { close, fdatasync, read, readSync, write, writeSync, writevSync } from 'node:fs'
import { promisify } from 'node:util'
import type { BackingStore, StoreLimits } from '../../scsi/backing-store.ts'
import type { Medium } from '../../scsi/medium.ts'
import { Pace } from './pace.ts'
import { systemError } from './system-calls.ts'

const readLater = promisify(read)
const writeLater = promisify(write)
const syncLater = promisify(fdatasync)
const closeLater = promisify(close)

/** What a file and a block device do differently. */
export interface DescriptorKind {
  readonly medium: Medium
  readonly limits: StoreLimits
  readonly canDiscard: boolean
  measure(fd: number): number
  /** What was in the range need not be readable any more. */
  discard(fd: number, offset: number, length: number): void
  /** The range reads as zeros, given back where that can be had. */
  zero(fd: number, offset: number, length: number): void
  runAt?(fd: number, offset: number, size: number): { mapped: boolean; end: number }
  /** The descriptor is closed. */
  left(): void
}

/** More than this is cleared in pieces, with others between: a hole of that size takes some milliseconds. */
const CLEARED_PIECE = 128 << 20
const ZEROS = Buffer.alloc(1 << 20)

/** Bytes behind a file descriptor: through the page cache, synchronously while that is quick. */
export class DescriptorStore implements BackingStore {
  readonly medium: Medium
  readonly limits: StoreLimits
  readonly canDiscard: boolean
  readonly #fd: number
  readonly #kind: DescriptorKind
  readonly #reads = new Pace()
  readonly #writes = new Pace()
  #size: number
  /** The flush that runs, and the one that waits to cover what was written since it began. */
  #flushing: Promise<void> | undefined
  #flushNext: Promise<void> | undefined
  /** Something was written since the last flush began. */
  #isDirty = false
  #isClosed = false
  #closing: Promise<void> | undefined
  /** Calls in the thread pool. */
  #pending = 0
  #whenIdle: (() => void) | undefined

  constructor(fd: number, kind: DescriptorKind) {
    this.#fd = fd
    this.#kind = kind
    this.medium = kind.medium
    this.limits = kind.limits
    this.canDiscard = kind.canDiscard
    this.#size = kind.measure(fd)
  }

  get size(): number {
    return this.#size
  }

  /** A number that is closed may soon be another file's: nothing may use it any more. */
  #openFd(): number {
    if (this.#isClosed) throw systemError('EBADF', 'access')
    return this.#fd
  }

  readInto(span: Uint8Array, offset: number): number | Promise<number> {
    if (!this.#reads.isQuick) return this.#readLater(span, offset)
    const fd = this.#openFd()
    const before = performance.now()
    let done = readSync(fd, span, 0, span.length, offset)
    if (done > 0 && done < span.length) done += this.#readRest(span, offset, done)
    this.#reads.took(performance.now() - before, span.length)
    return done
  }

  /** The kernel may cut a read short before the file's end. */
  #readRest(span: Uint8Array, offset: number, from: number): number {
    let done = from
    for (let got = -1; got !== 0 && done < span.length; done += got)
      got = readSync(this.#fd, span, done, span.length - done, offset + done)
    return done - from
  }

  async #readLater(span: Uint8Array, offset: number): Promise<number> {
    let done = 0
    for (let got = -1; got !== 0 && done < span.length; done += got) {
      const from = done
      got = (await this.#later((fd) => readLater(fd, span, from, span.length - from, offset + from)))
        .bytesRead
    }
    return done
  }

  /** One call in the thread pool; the descriptor stays open until it has returned. */
  async #later<T>(call: (fd: number) => Promise<T>): Promise<T> {
    const fd = this.#openFd()
    this.#pending++
    try {
      return await call(fd)
    } finally {
      if (--this.#pending === 0) this.#whenIdle?.()
    }
  }

  writeFrom(spans: readonly Uint8Array[], offset: number): void | Promise<void> {
    this.#isDirty = true
    if (!this.#writes.isQuick) return this.#writeLater(spans, offset)
    this.#openFd()
    const before = performance.now()
    const length = this.#writeNow(spans, offset)
    this.#writes.took(performance.now() - before, length)
  }

  #writeNow(spans: readonly Uint8Array[], offset: number): number {
    if (spans.length === 1) return this.#writeSpan(spans[0]!, offset, 0)
    const length = spans.reduce((sum, span) => sum + span.length, 0)
    const written = writevSync(this.#fd, spans, offset)
    if (written < length) this.#writeRest(spans, offset, written)
    return length
  }

  #writeSpan(span: Uint8Array, offset: number, from: number): number {
    for (let done = from; done < span.length; )
      done += some(writeSync(this.#fd, span, done, span.length - done, offset + done))
    return span.length
  }

  /** writev(2) may end early; span by span behind what it wrote. */
  #writeRest(spans: readonly Uint8Array[], offset: number, written: number): void {
    let start = 0
    for (const span of spans) {
      if (start + span.length > written) this.#writeSpan(span, offset + start, Math.max(written - start, 0))
      start += span.length
    }
  }

  async #writeLater(spans: readonly Uint8Array[], offset: number): Promise<void> {
    let at = offset
    for (const span of spans)
      for (let done = 0; done < span.length; ) {
        const [from, position] = [done, at]
        const { bytesWritten } = await this.#later((fd) =>
          writeLater(fd, span, from, span.length - from, position),
        )
        done += some(bytesWritten)
        at += bytesWritten
      }
  }

  /** fdatasync(2): for everybody who asks while one runs there is one more. */
  flush(): Promise<void> {
    if (this.#flushing === undefined) return this.#startFlush()
    this.#flushNext ??= this.#flushing.then(
      () => this.#startFlush(),
      () => this.#startFlush(),
    )
    return this.#flushNext
  }

  #startFlush(): Promise<void> {
    this.#flushNext = undefined
    this.#flushing = this.#sync().finally(() => {
      this.#flushing = undefined
    })
    return this.#flushing
  }

  async #sync(): Promise<void> {
    this.#isDirty = false
    await this.#later(syncLater)
  }

  discard(offset: number, length: number): void | Promise<void> {
    return this.#clear('discard', offset, length)
  }

  zero(offset: number, length: number): void | Promise<void> {
    return this.#clear('zero', offset, length)
  }

  #clear(how: 'discard' | 'zero', offset: number, length: number): void | Promise<void> {
    this.#isDirty = true
    if (length > CLEARED_PIECE) return this.#clearInPieces(how, offset, length)
    try {
      this.#kind[how](this.#openFd(), offset, length)
    } catch (error) {
      if (!isUnsupported(error)) throw error
      return this.#writeZeros(offset, length)
    }
  }

  async #clearInPieces(how: 'discard' | 'zero', offset: number, length: number): Promise<void> {
    for (let done = 0; done < length; done += CLEARED_PIECE) {
      await this.#clear(how, offset + done, Math.min(CLEARED_PIECE, length - done))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async #writeZeros(offset: number, length: number): Promise<void> {
    for (let done = 0; done < length; done += ZEROS.length)
      await this.#writeLater([ZEROS.subarray(0, Math.min(ZEROS.length, length - done))], offset + done)
  }

  runAt(offset: number): { mapped: boolean; end: number } {
    return this.#kind.runAt?.(this.#openFd(), offset, this.#size) ?? { mapped: true, end: this.#size }
  }

  measure(): number {
    this.#size = this.#kind.measure(this.#openFd())
    return this.#size
  }

  /** What was written is flushed; fails where that fails, and closes all the same. Later calls fail. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    try {
      if (this.#isDirty) await this.flush()
    } finally {
      this.#isClosed = true
      await this.#callsEnded()
      await closeLater(this.#fd)
      this.#kind.left()
    }
  }

  async #callsEnded(): Promise<void> {
    if (this.#pending > 0)
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve
      })
  }
}

/** A file system that takes nothing and calls that no error must not be asked for ever. */
function some(written: number): number {
  if (written === 0) throw systemError('EIO', 'write')
  return written
}

/** EINVAL: a range that does not fit the sectors of a block device. */
const isUnsupported = (error: unknown): boolean =>
  ['EOPNOTSUPP', 'ENOTSUP', 'ENOSYS', 'ENOTTY', 'EINVAL'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  )
