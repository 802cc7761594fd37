import { closeSync, read, writeSync } from 'node:fs'
import { Socket, type SocketConstructorOpts } from 'node:net'
import { errnoOf } from '../lib/errno.ts'

export interface FuseEvents {
  /** One request; the bytes are the receiver's. */
  request(message: Buffer): void
  /** The kernel has ended the connection, or we have; `error` unless that is all there is to say. */
  ended(error?: Error): void
}

/** More than the kernel's smallest allowed buffer and than the largest request we can get. */
const REQUEST_SIZE = 16384

/**
 * An open /dev/fuse. Node watches no character devices, but what it takes for a pipe it watches, and the device can be
 * watched as one: no thread waits in a read, and closing needs none to come back. Where Node does not offer that
 * (its `process.binding` is old and undocumented) a thread of its pool reads.
 */
export class FuseDevice {
  readonly #fd: number
  readonly #events: FuseEvents
  readonly #close: () => void
  #isOpen = true

  constructor(fd: number, events: FuseEvents) {
    this.#fd = fd
    this.#events = events
    const pipe = pipeOf(fd)
    if (pipe) this.#close = this.#watch(pipe)
    else {
      this.#close = () => closeSync(fd)
      this.#readOn(Buffer.alloc(REQUEST_SIZE))
    }
  }

  /** Nothing when the connection has ended meanwhile. Throws the system's error. */
  write(message: Buffer): void {
    if (this.#isOpen) writeSync(this.#fd, message)
  }

  close(): void {
    this.#end()
  }

  #watch(pipe: object): () => void {
    const callback = (length: number, buffer: Uint8Array) => {
      // The next request overwrites the buffer while this one may still be at work.
      this.#events.request(Buffer.from(buffer.subarray(0, length)))
      return true
    }
    const options = {
      handle: pipe,
      readable: true,
      writable: false,
      onread: { buffer: Buffer.alloc(REQUEST_SIZE), callback },
    }
    const socket = new Socket(options as SocketConstructorOpts)
    socket.on('error', (error) => this.#end(error)).on('close', () => this.#end())
    socket.resume()
    return () => socket.destroy()
  }

  #readOn(buffer: Buffer): void {
    read(this.#fd, buffer, 0, buffer.length, null, (error, length) => {
      if (!this.#isOpen) return
      if (!error) this.#events.request(Buffer.from(buffer.subarray(0, length)))
      else if (errnoOf(error) !== 'EINTR') return this.#end(error)
      this.#readOn(buffer)
    })
  }

  #end(error?: Error): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#close()
    // ENODEV: unmounted; ECONNABORTED: by force.
    const isUsual = error === undefined || USUAL_ENDS.has(errnoOf(error) ?? '')
    this.#events.ended(isUsual ? undefined : error)
  }
}

const USUAL_ENDS: ReadonlySet<string> = new Set(['ENODEV', 'ECONNABORTED'])

/** A pipe's handle that has the descriptor; undefined where Node gives none. */
function pipeOf(fd: number): object | undefined {
  try {
    const { Pipe, constants } = Reflect.get(process, 'binding')('pipe_wrap')
    const pipe = new Pipe(constants.SOCKET)
    return pipe.open(fd) ? undefined : pipe
  } catch {
    return undefined
  }
}
