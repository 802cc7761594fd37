import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** One message as it came, by the fields of RFC 4171 §5.1. */
export interface Received {
  readonly functionId: number
  readonly flags: number
  readonly transactionId: number
  readonly sequenceId: number
  readonly payload: Buffer
}

/** Tags of a payload's attributes in their order, from `at`. */
export function attributesOf(payload: Buffer, at = 0): (readonly [tag: number, value: Buffer])[] {
  if (at >= payload.length) return []
  const end = at + 8 + payload.readUInt32BE(at + 4)
  return [[payload.readUInt32BE(at), payload.subarray(at + 8, end)], ...attributesOf(payload, end)]
}
export const tagsOf = ({ payload }: Received): number[] => attributesOf(payload).map(([tag]) => tag)

export function message(
  functionId: number,
  payload: Buffer,
  { flags = 0x0c00, transactionId = 1 } = {},
): Buffer {
  const header = Buffer.alloc(12)
  const fields = [1, functionId, payload.length, flags, transactionId, 0]
  for (const [index, field] of fields.entries()) header.writeUInt16BE(field, 2 * index)
  return Buffer.concat([header, payload])
}

export function attribute(tag: number, text: string): Buffer {
  const value = Buffer.alloc((text.length + 4) & ~3, text + '\0'.repeat(4))
  value.fill(0, text.length)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(tag, 0)
  head.writeUInt32BE(value.length, 4)
  return Buffer.concat([head, value])
}

/** A server that says yes to everything, remembers it, and lets tests wait for a function. */
export class YesServer {
  readonly received: Received[] = []
  /** Attributes of its answer to a registration, behind the status. */
  registered: Buffer = Buffer.alloc(0)
  /** Status of its answers by function; 0 where there is none. */
  readonly status = new Map<number, number>()
  /** It takes everything and answers nothing. */
  isSilent = false
  readonly #server: Server
  readonly #waiting: { readonly functionId: number; readonly take: (message: Received) => void }[] = []
  #socket: Socket | undefined

  private constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket) => this.#serve(socket))
  }

  static async start(host = '127.0.0.1', port = 0): Promise<YesServer> {
    const server = createServer().listen(port, host)
    await once(server, 'listening')
    return new YesServer(server)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** The next message of the function that comes. */
  next(functionId: number): Promise<Received> {
    return new Promise((take) => this.#waiting.push({ functionId, take }))
  }

  send(bytes: Buffer): void {
    this.#socket!.write(bytes)
  }

  /** Ends the connection of the client. */
  hangUp(): void {
    this.#socket?.destroy()
  }

  close(): void {
    this.hangUp()
    this.#server.close()
  }

  #serve(socket: Socket): void {
    this.#socket = socket
    socket.on('error', () => {})
    readMessages(socket, (received) => {
      this.received.push(received)
      const index = this.#waiting.findIndex(({ functionId }) => functionId === received.functionId)
      if (index >= 0) this.#waiting.splice(index, 1)[0]!.take(received)
      const { functionId, transactionId } = received
      if (functionId & 0x8000 || this.isSilent) return
      const status = Buffer.alloc(4)
      status.writeUInt32BE(this.status.get(functionId) ?? 0)
      const answer = functionId === 1 ? this.registered : Buffer.alloc(0)
      socket.write(message(functionId | 0x8000, Buffer.concat([status, answer]), { transactionId }))
    })
  }
}

export function readMessages(socket: Socket, take: (message: Received) => void): void {
  let input = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    input = Buffer.concat([input, chunk])
    while (input.length >= 12 && input.length >= 12 + input.readUInt16BE(4)) {
      const end = 12 + input.readUInt16BE(4)
      take({
        functionId: input.readUInt16BE(2),
        flags: input.readUInt16BE(6),
        transactionId: input.readUInt16BE(8),
        sequenceId: input.readUInt16BE(10),
        payload: Buffer.from(input.subarray(12, end)),
      })
      input = input.subarray(end)
    }
  })
}
