import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type Serve, serveConnection } from './server-link.ts'

/** Connections at once. One more ends the oldest: a server says what it has to say as soon as it is connected. */
const MAX_CONNECTIONS = 16

/** Where an iSNS server comes to with state changes and status inquiries (RFC 4171 §6.3.5, §6.3.7): any free port. */
export class ScnPort {
  readonly #server: Server
  readonly #connections = new Set<Socket>()

  private constructor(serve: Serve) {
    this.#server = createServer((socket) => {
      const [oldest] = this.#connections
      if (this.#connections.size >= MAX_CONNECTIONS) oldest?.destroy()
      this.#connections.add(socket)
      socket.on('close', () => this.#connections.delete(socket))
      serveConnection(socket, serve)
    })
  }

  static open(serve: Serve): Promise<ScnPort> {
    const opened = new ScnPort(serve)
    const server = opened.#server
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, () => {
        server.unref()
        resolve(opened)
      })
    })
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#connections) socket.destroy()
  }
}
