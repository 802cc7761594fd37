import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { ByteString } from '../lib/bytes.ts'
import { LineReader } from './lines.ts'
import {
  decodeBytes,
  decodeEntry,
  decodeFailure,
  decodeMode,
  encodeBytes,
  type Hello,
  isFailure,
  type Method,
  type Methods,
  PROTOCOL_VERSION,
  type Response,
  type WireWrite,
} from './protocol.ts'
import type { Entry, Node, Selection, Stat, Sysfs, SysfsError, Write, WriteResult } from './sysfs.ts'

/** A snapshot of a large system comes as one line. */
const LONGEST_ANSWER = 1 << 30

/**
 * The tree of the scstd that listens on a Unix socket. Requests go out as they are called, without waiting for
 * earlier answers. Rejects with a plain Error that names the socket when nobody answers there.
 */
export async function connectSysfs(path: string): Promise<SocketSysfs> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
  } catch (cause) {
    throw new Error(`cannot reach scstd on ${path}: ${(cause as Error).message}`, { cause })
  }
  const sysfs = new SocketSysfs(socket, path)
  const hello = await sysfs.hello()
  if (hello.protocol !== PROTOCOL_VERSION) {
    sysfs.close()
    throw new Error(`scstd on ${path} speaks protocol ${hello.protocol}, this program ${PROTOCOL_VERSION}`)
  }
  return sysfs
}

interface Waiting {
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
}

export class SocketSysfs implements Sysfs {
  readonly #socket: Socket
  readonly #path: string
  readonly #lines = new LineReader(LONGEST_ANSWER)
  readonly #waiting = new Map<number, Waiting>()
  readonly lost: Promise<Error>
  #lastId = 0
  #loss: Error | undefined
  #tell: (loss: Error) => void = () => {}

  constructor(socket: Socket, path: string) {
    this.#socket = socket
    this.#path = path
    this.lost = new Promise((resolve) => {
      this.#tell = resolve
    })
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('error', (cause) => this.#lose(cause))
    socket.on('close', () => this.#lose())
  }

  hello(): Promise<Hello> {
    return this.#call('hello', { protocol: PROTOCOL_VERSION })
  }

  async list(path: ByteString): Promise<Entry[]> {
    const entries = await this.#call('list', { path: encodeBytes(path) })
    return entries.map(({ name, type }) => ({ name: decodeBytes(name), type }))
  }

  async stat(path: ByteString): Promise<Stat> {
    const { type, mode } = await this.#call('stat', { path: encodeBytes(path) })
    return { type, mode: decodeMode(mode) }
  }

  async read(path: ByteString): Promise<ByteString> {
    return decodeBytes(await this.#call('read', { path: encodeBytes(path) }))
  }

  async readlink(path: ByteString): Promise<ByteString> {
    return decodeBytes(await this.#call('readlink', { path: encodeBytes(path) }))
  }

  async write(path: ByteString, text: ByteString): Promise<void> {
    await this.#call('write', wireWrite({ path, text }))
  }

  async snapshot(path: ByteString, selection?: Selection): Promise<Node> {
    const attributes = selection && { attributes: selection.attributes.map(encodeBytes) }
    return decodeEntry(await this.#call('snapshot', { path: encodeBytes(path), ...attributes }))
  }

  async batch(writes: readonly Write[], options: { stopOnError: boolean }): Promise<WriteResult[]> {
    const results = await this.#call('batch', { writes: writes.map(wireWrite), ...options })
    return results.map((failure) => (failure === null ? undefined : decodeFailure(failure)))
  }

  /** Waits until no other connection holds the lock. It keeps lockers out, not writers. */
  async lock(): Promise<void> {
    await this.#call('lock', {})
  }

  async unlock(): Promise<void> {
    await this.#call('unlock', {})
  }

  close(): void {
    this.#socket.destroy()
  }

  #call<M extends Method>(method: M, params: Methods[M]['params']): Promise<Methods[M]['result']> {
    if (this.#loss) return Promise.reject(this.#loss)
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    })
  }

  #receive(chunk: Buffer): void {
    try {
      for (const line of this.#lines.push(chunk)) this.#answer(JSON.parse(line))
    } catch (cause) {
      this.#lose(cause)
      this.close()
    }
  }

  #answer(response: Response): void {
    // The server could not even read for which request it answers.
    if (response.id === null && 'error' in response) throw failureOf(response.error)
    const waiting = this.#waiting.get(Number(response.id))
    if (!waiting) return
    this.#waiting.delete(Number(response.id))
    if ('result' in response) waiting.resolve(response.result as never)
    else waiting.reject(failureOf(response.error))
  }

  #lose(cause?: unknown): void {
    this.#loss ??= new Error(`lost the connection to scstd on ${this.#path}${reasonOf(cause)}`, { cause })
    for (const { reject } of this.#waiting.values()) reject(this.#loss)
    this.#waiting.clear()
    this.#tell(this.#loss)
  }
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? `: ${cause.message}` : '')

const wireWrite = ({ path, text }: Write): WireWrite => ({ path: encodeBytes(path), text: encodeBytes(text) })

const failureOf = (error: { message: string; data?: unknown }): SysfsError | Error =>
  isFailure(error.data) ? decodeFailure(error.data) : new Error(`scstd refused the request: ${error.message}`)
