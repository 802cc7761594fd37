import { connect, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { crc32c } from '../../support/initiator/crc32c.ts'
import type { Random } from '../random.ts'
import type { Digests } from './pdu.ts'

const BHS = 48

/** No PDU of a target is longer: 1 MiB of data was the most that anybody offered to take. */
const LONGEST = 1048576 + 512

const MOST_SHOWN = 8

/** The target did what no initiator could bear. */
export class Fault extends Error {}

type Take = (header: Buffer, data: Buffer) => void

/** One TCP connection of an initiator: bytes out in any pieces, whole PDUs in. */
export class Line {
  readonly digests: Digests = { header: false, data: false }
  readonly #socket: Socket
  readonly #take: Take
  #input: Buffer = Buffer.alloc(0)
  #closed = false
  #fault: unknown
  /** Headers of the target's last PDUs. */
  readonly #last: string[] = []
  #look: (() => void) | undefined

  private constructor(socket: Socket, take: Take) {
    this.#socket = socket
    this.#take = take
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#closed = true
      this.#look?.()
    })
  }

  /** undefined: nobody took the call. */
  static dial(port: number, localAddress: string, take: Take): Promise<Line | undefined> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true, allowHalfOpen: true })
      socket.once('error', () => resolve(undefined))
      socket.once('connect', () => resolve(new Line(socket, take)))
      socket.once('end', () => socket.end())
    })
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** As one write, or in pieces that begin and end anywhere. */
  async send(bytes: Buffer, r: Random): Promise<void> {
    if (r.chance(60)) {
      this.#write(bytes)
      return
    }
    const piece = 1 + Math.ceil(bytes.length / (1 + r.below(6)))
    for (let at = 0; at < bytes.length && !this.#closed; ) {
      const next = at + 1 + r.below(2 * piece)
      this.#write(bytes.subarray(at, next))
      at = next
      await turn()
    }
  }

  /** True as soon as it is so, false when it can no longer be, or is not in time. */
  async until(isSo: () => boolean, ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const result = await new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ms)
      this.#look = () => {
        if (this.#fault !== undefined || isSo()) resolve(true)
        else if (this.#closed) resolve(false)
      }
      this.#look()
    })
    clearTimeout(timer)
    this.#look = undefined
    if (this.#fault !== undefined) throw this.#fault
    return result
  }

  /** The window fills while nobody reads. */
  deafen(on: boolean): void {
    if (on) this.#socket.pause()
    else this.#socket.resume()
  }

  reset(): void {
    this.#socket.resetAndDestroy()
  }

  /** Our side ends; the other one may go on. */
  end(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #write(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes)
  }

  #receive(chunk: Buffer): void {
    this.#input = this.#input.length === 0 ? chunk : Buffer.concat([this.#input, chunk])
    try {
      while (this.#next()) {}
    } catch (error) {
      this.#fault ??= new Fault(`${(error as Error).message}, after ${this.#last.join(', ')}`)
      this.#socket.destroy()
    }
    this.#look?.()
  }

  #next(): boolean {
    const bytes = this.#input
    if (bytes.length < BHS) return false
    const head = BHS + bytes[4]! * 4
    const length = bytes.readUIntBE(5, 3)
    if (length > LONGEST)
      throw new Fault(`a data segment of ${length} bytes: ${bytes.toString('hex', 0, BHS)}`)
    const start = head + (this.digests.header ? 4 : 0)
    const end = start + length + (-length & 3)
    const whole = end + (this.digests.data && length > 0 ? 4 : 0)
    if (bytes.length < whole) return false
    this.#input = bytes.subarray(whole)
    if (start > head) check('header', bytes.subarray(0, head), bytes.subarray(head, start))
    if (whole > end) check('data', bytes.subarray(start, end), bytes.subarray(end, whole))
    if (this.#last.push(bytes.toString('hex', 0, BHS)) > MOST_SHOWN) this.#last.shift()
    this.#take(bytes.subarray(0, BHS), bytes.subarray(start, start + length))
    return true
  }
}

function check(what: string, bytes: Buffer, digest: Buffer): void {
  if (!crc32c(bytes).equals(digest)) throw new Fault(`a wrong ${what} digest`)
}
