import { connect, type Socket } from 'node:net'
import { crc32c } from './crc32c.ts'

/**
 * An initiator's connection for tests: raw PDUs out, whole PDUs in. It shares no code with the target, so that one
 * mistake cannot hide another.
 */
export interface Pdu {
  /** Basic header segment, 48 bytes. */
  readonly header: Buffer
  readonly ahs: Buffer
  readonly data: Buffer
}

const BHS = 48
const NOTHING: Buffer = Buffer.alloc(0)

/** The target closed the connection, or reset it. */
export class ConnectionClosed extends Error {}

export class Connection {
  headerDigest = false
  dataDigest = false
  readonly #socket: Socket
  #input: Buffer = Buffer.alloc(0)
  #waiting: { resolve: (pdu: Pdu) => void; reject: (error: Error) => void }[] = []
  #ready: Pdu[] = []
  #isClosed = false
  /** Settles when the connection is gone. */
  readonly closed: Promise<void>

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk) => this.#receive(chunk))
    this.closed = new Promise((resolve) => {
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#isClosed = true
        for (const { reject } of this.#waiting.splice(0)) reject(new ConnectionClosed('closed'))
        resolve()
      })
    })
  }

  static open({ port, host = '127.0.0.1' }: { port: number; host?: string }): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host, noDelay: true }, () => {
        socket.off('error', reject)
        resolve(new Connection(socket))
      })
      socket.once('error', reject)
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Sends a PDU; the lengths of its header are filled in. */
  send(header: Buffer, data: Buffer = NOTHING, ahs: Buffer = NOTHING): void {
    header[4] = ahs.length / 4
    header.writeUIntBE(data.length, 5, 3)
    const head = Buffer.concat([header, ahs])
    const padded = Buffer.concat([data, Buffer.alloc(-data.length & 3)])
    const parts: Buffer[] = [head]
    if (this.headerDigest) parts.push(crc32c(head))
    parts.push(padded)
    if (this.dataDigest && data.length > 0) parts.push(crc32c(padded))
    this.sendBytes(Buffer.concat(parts))
  }

  /** Sends bytes as they are. */
  sendBytes(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /** The next PDU of the target; rejects with ConnectionClosed when there will be none. */
  receive(): Promise<Pdu> {
    const pdu = this.#ready.shift()
    if (pdu) return Promise.resolve(pdu)
    if (this.#isClosed) return Promise.reject(new ConnectionClosed('closed'))
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** No FIN, no goodbye: the connection is reset. */
  kill(): void {
    this.#socket.resetAndDestroy()
  }

  end(): void {
    this.#socket.end()
  }

  #receive(chunk: Buffer): void {
    this.#input = Buffer.concat([this.#input, chunk])
    for (let pdu = this.#next(); pdu !== undefined; pdu = this.#next()) {
      const waiting = this.#waiting.shift()
      if (waiting) waiting.resolve(pdu)
      else this.#ready.push(pdu)
    }
  }

  #next(): Pdu | undefined {
    if (this.#input.length < BHS) return undefined
    const head = BHS + this.#input[4]! * 4
    const length = this.#input.readUIntBE(5, 3)
    const start = head + (this.headerDigest ? 4 : 0)
    const end = start + length + (-length & 3)
    const whole = end + (this.dataDigest && length > 0 ? 4 : 0)
    if (this.#input.length < whole) return undefined
    const bytes = this.#input
    this.#input = bytes.subarray(whole)
    if (this.headerDigest) check('header', bytes.subarray(0, head), bytes.subarray(head, start))
    if (whole > end) check('data', bytes.subarray(start, end), bytes.subarray(end, whole))
    return {
      header: bytes.subarray(0, BHS),
      ahs: bytes.subarray(BHS, head),
      data: bytes.subarray(start, start + length),
    }
  }
}

function check(what: string, bytes: Buffer, digest: Buffer): void {
  if (!crc32c(bytes).equals(digest)) throw new Error(`the target sent a wrong ${what} digest`)
}
