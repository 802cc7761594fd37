import { connect, type Socket } from 'node:net'
import type { Attribute } from './attribute.ts'
import {
  encodeMessage,
  FUNCTION,
  type FunctionName,
  isResponse,
  MAX_MESSAGE,
  type Message,
  MessageReader,
} from './message.ts'

/** Where iSNS servers listen (RFC 4171 §8). */
export const ISNS_PORT = 3205

/** A server that does not answer in this time is gone, in ms. */
const PATIENCE = 5000

/** Answers a request of the server: status and attributes; undefined when it is none that we know. */
export type Serve = (request: Message) => Message | undefined

/** One TCP connection to an iSNS server: requests with their responses, and what the server asks in between. */
export class ServerLink {
  readonly #socket: Socket
  readonly #waiting = new Map<number, (answer: Message | Error) => void>()
  #transaction = 0
  /** Settles when the connection is gone. */
  readonly closed: Promise<void>

  private constructor(socket: Socket, serve: Serve) {
    this.#socket = socket
    socket.setKeepAlive(true)
    attend(socket, (message) => {
      if (isResponse(message)) this.#waiting.get(message.transactionId)?.(message)
      else answer(socket, serve(message))
    })
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        for (const settle of this.#waiting.values())
          settle(new Error('the iSNS server closed the connection'))
        resolve()
      })
    })
  }

  static open(host: string, port: number, serve: Serve): Promise<ServerLink> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port })
      const timer = setTimeout(() => socket.destroy(new Error('no connection in time')), PATIENCE)
      socket.once('error', reject)
      socket.once('connect', () => {
        clearTimeout(timer)
        socket.off('error', reject)
        resolve(new ServerLink(socket, serve))
      })
      socket.once('close', () => clearTimeout(timer))
    })
  }

  get localAddress(): string {
    return this.#socket.localAddress ?? ''
  }

  /** The response, whatever its status; rejects when there is none. */
  request(name: FunctionName, attributes: readonly Attribute[], replaces = false): Promise<Message> {
    this.#transaction = (this.#transaction + 1) & 0xffff
    const transactionId = this.#transaction
    this.#socket.write(encodeMessage({ functionId: FUNCTION[name], transactionId, attributes, replaces }))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(new Error(`no answer to ${name}`)), PATIENCE)
      const settle = (answer: Message | Error) => {
        clearTimeout(timer)
        this.#waiting.delete(transactionId)
        if (answer instanceof Error) {
          reject(answer)
          this.close()
        } else resolve(answer)
      }
      this.#waiting.set(transactionId, settle)
    })
  }

  close(): void {
    this.#socket.destroy()
  }
}

/** Serves a connection that the server made to us (RFC 4171 §6.3.5, §6.3.7). */
export function serveConnection(socket: Socket, serve: Serve): void {
  attend(socket, (message) => {
    if (!isResponse(message)) answer(socket, serve(message))
  })
}

function attend(socket: Socket, take: (message: Message) => void): void {
  const reader = new MessageReader()
  socket.on('error', () => {})
  socket.on('data', (bytes: Buffer) => {
    try {
      for (const message of reader.read(bytes)) take(message)
    } catch {
      socket.destroy()
    }
  })
}

function answer(socket: Socket, response: Message | undefined): void {
  if (response === undefined) return
  socket.write(encodeMessage(response))
  // Who asks and does not read must not fill the memory.
  if (socket.writableLength > MAX_MESSAGE) socket.destroy()
}
