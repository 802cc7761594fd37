import type { Socket } from 'node:net'
import { LineReader } from '../sysfs/lines.ts'
import { type Dispatcher, refuse } from './dispatcher.ts'
import { RPC } from './refusal.ts'

/** Bytes of one request; a batch of some 100,000 writes fits. */
export const LONGEST_REQUEST = 16 * 1024 * 1024

/** Requests of one connection that may run at once; more are not looked at. */
const MOST_RUNNING = 1024

/** Serves JSON-RPC, one message a line. Requests start in their order; answers go out as they come. */
export function serveJsonLines(socket: Socket, first: Buffer, dispatcher: Dispatcher): void {
  const connection = new JsonLines(socket, dispatcher)
  socket.on('drain', () => connection.goOn())
  socket.on('data', (chunk) => connection.receive(chunk))
  socket.on('end', () => connection.end())
  socket.on('close', () => dispatcher.lock.forget(socket))
  connection.receive(first)
}

class JsonLines {
  readonly #socket: Socket
  readonly #dispatcher: Dispatcher
  readonly #reader = new LineReader(LONGEST_REQUEST)
  /** Those of what was read that have not been looked at. */
  #lines: Iterator<string | 'too long'> | undefined
  #running = 0
  #ended = false

  constructor(socket: Socket, dispatcher: Dispatcher) {
    this.#socket = socket
    this.#dispatcher = dispatcher
  }

  /** Nothing more is read before every line of the chunk has started. */
  receive(chunk: Buffer): void {
    this.#lines = this.#reader.push(chunk)
    this.goOn()
  }

  /** The client asks nothing more, but may still read: the socket ends behind the last answer. */
  end(): void {
    this.#ended = true
    this.#dispatcher.lock.stopWaiting(this.#socket)
    this.goOn()
  }

  goOn(): void {
    const socket = this.#socket
    while (this.#lines && !this.#busy) this.#start(this.#lines.next())
    if (this.#busy || this.#lines) socket.pause()
    else if (socket.isPaused()) socket.resume()
    if (this.#ended && !this.#lines && this.#running === 0) socket.end()
  }

  get #busy(): boolean {
    return this.#running >= MOST_RUNNING || this.#socket.writableNeedDrain
  }

  #start({ done, value }: IteratorResult<string | 'too long'>): void {
    if (done) this.#lines = undefined
    else if (value === 'too long')
      this.#send(refuse(RPC.INVALID_REQUEST, `request longer than ${LONGEST_REQUEST} bytes`))
    else if (value.trim() !== '') void this.#serve(value)
  }

  async #serve(line: string): Promise<void> {
    this.#running++
    try {
      const answer = await this.#dispatcher.answer(line, this.#socket)
      if (answer !== undefined) this.#send(answer)
    } finally {
      this.#running--
      this.goOn()
    }
  }

  #send(answer: string): void {
    if (this.#socket.writable) this.#socket.write(`${answer}\n`)
  }
}
