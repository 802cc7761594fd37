import type { Server as HttpServer } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import type { Log } from '../lib/log.ts'
import { type Hello, PROTOCOL_VERSION } from '../sysfs/protocol.ts'
import type { Sysfs } from '../sysfs/sysfs.ts'
import { Dispatcher } from './dispatcher.ts'
import { httpServer } from './http.ts'
import { serveJsonLines } from './json-lines.ts'
import { listenOnFile, type Owner } from './socket-file.ts'

/** Any tree on a Unix socket (docs/CONTROL.md): JSON-RPC lines and HTTP, told apart by the first byte. */
export class ControlServer {
  readonly #server: Server
  readonly #http: HttpServer
  readonly #dispatcher: Dispatcher
  readonly #connections = new Set<Socket>()
  #open = () => {}
  readonly #opened = new Promise<void>((resolve) => {
    this.#open = resolve
  })

  constructor(sysfs: Sysfs, program: Pick<Hello, 'name' | 'version'>, log: Log) {
    const hello = { protocol: PROTOCOL_VERSION, ...program, pid: process.pid }
    this.#dispatcher = new Dispatcher(sysfs, hello, log)
    this.#http = httpServer(this.#dispatcher)
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket))
  }

  /**
   * Rejects when somebody else listens there, and says who. `prepare` runs once the socket is ours; nobody is served
   * before it is done.
   */
  async listen(path: string, prepare?: () => Promise<void>, owner?: Owner): Promise<void> {
    await listenOnFile(this.#server, path, owner)
    await prepare?.()
    this.#open()
  }

  /** Stops listening, lets go of every connection, and removes the socket file. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#connections) socket.destroy()
    await closed
  }

  #accept(socket: Socket): void {
    this.#connections.add(socket)
    socket.on('close', () => this.#connections.delete(socket))
    // A client that goes away says so with 'close'.
    socket.on('error', () => socket.destroy())
    socket.on('end', () => socket.bytesRead === 0 && socket.end())
    void this.#opened.then(() => socket.once('data', (first) => this.#serve(socket, first)))
  }

  #serve(socket: Socket, first: Buffer): void {
    if (isUpperCase(first[0]!)) this.#serveHttp(socket, first)
    else serveJsonLines(socket, first, this.#dispatcher)
  }

  #serveHttp(socket: Socket, first: Buffer): void {
    socket.pause()
    socket.unshift(first)
    this.#http.emit('connection', socket)
    socket.resume()
  }
}

/** HTTP requests begin with their method; JSON never with a capital. */
const isUpperCase = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a
