import type { Log } from '../lib/log.ts'
import type { Hello, Method, Response, RpcError } from '../sysfs/protocol.ts'
import type { Sysfs } from '../sysfs/sysfs.ts'
import { CooperativeLock } from './lock.ts'
import { METHODS } from './methods.ts'
import { Params } from './params.ts'
import { RPC, RpcRefusal, rpcError } from './refusal.ts'

type Id = string | number | null
type Fields = Readonly<Record<string, unknown>>

/** Requests in one array. */
const MOST_REQUESTS = 1024

/** Characters of one answer, or of those to one array: below what a string can hold, also behind its escapes. */
const LONGEST_ANSWER = 256 * 1024 * 1024

/** JSON-RPC 2.0 text in, text out; whatever comes in is answered. */
export class Dispatcher {
  readonly sysfs: Sysfs
  readonly hello: Hello
  readonly lock = new CooperativeLock<object>()
  readonly #log: Log
  readonly #longestAnswer: number

  constructor(sysfs: Sysfs, hello: Hello, log: Log, longestAnswer = LONGEST_ANSWER) {
    this.sysfs = sysfs
    this.hello = hello
    this.#log = log
    this.#longestAnswer = longestAnswer
  }

  /** One request or an array of them; undefined when nothing of it wants an answer. */
  async answer(text: string, caller: object | undefined): Promise<string | undefined> {
    let message: unknown
    try {
      message = JSON.parse(text)
    } catch (error) {
      return refuse(RPC.PARSE_ERROR, `no JSON: ${(error as Error).message}`)
    }
    return Array.isArray(message) ? this.#all(message, caller) : this.#one(message, caller)
  }

  /** What a caller is told of an error; errors that are bugs of ours are logged here. */
  describe(error: unknown): RpcError {
    const told = rpcError(error)
    if (told) return told
    this.#log.error(`control request failed: ${(error as Error)?.stack ?? error}`)
    return { code: RPC.INTERNAL_ERROR, message: 'internal error, see the log of scstd' }
  }

  async #all(messages: unknown[], caller: object | undefined): Promise<string | undefined> {
    if (messages.length === 0) return refuse(RPC.INVALID_REQUEST, 'empty array')
    if (messages.length > MOST_REQUESTS)
      return refuse(
        RPC.INVALID_REQUEST,
        `array of ${messages.length} requests, at most ${MOST_REQUESTS} allowed`,
      )
    const room = new Room(this.#longestAnswer)
    const answers = await Promise.all(messages.map((message) => this.#one(message, caller, room)))
    const wanted = answers.filter((answer) => answer !== undefined)
    return wanted.length > 0 ? `[${wanted.join()}]` : undefined
  }

  async #one(
    message: unknown,
    caller: object | undefined,
    room = new Room(this.#longestAnswer),
  ): Promise<string | undefined> {
    const request = fieldsOf(message)
    const id = idOf(request)
    try {
      const result = await this.#run(request, caller)
      return id === undefined ? undefined : room.take({ jsonrpc: '2.0', id, result })
    } catch (error) {
      const told = this.describe(error)
      return id === undefined && told.code !== RPC.INVALID_REQUEST ? undefined : failed(id ?? null, told)
    }
  }

  #run(request: Fields | undefined, caller: object | undefined): Promise<unknown> {
    if (request?.jsonrpc !== '2.0' || typeof request.method !== 'string')
      throw new RpcRefusal(
        RPC.INVALID_REQUEST,
        'no JSON-RPC 2.0 request: {"jsonrpc":"2.0","id":…,"method":…} expected',
      )
    if (!Object.hasOwn(METHODS, request.method))
      throw new RpcRefusal(
        RPC.METHOD_NOT_FOUND,
        `no method ${JSON.stringify(request.method)}; there are ${Object.keys(METHODS).join(', ')}`,
      )
    return METHODS[request.method as Method](new Params(request.params), { ...this.#scope, caller })
  }

  get #scope() {
    return { sysfs: this.sysfs, hello: this.hello, lock: this.lock }
  }
}

/** The answer to what is no request that could be told apart. */
export const refuse = (code: number, message: string): string => failed(null, { code, message })

const failed = (id: Id, error: RpcError): string => text({ jsonrpc: '2.0', id, error })

const text = (response: Response): string => JSON.stringify(response)

/** What answers that leave together may come to, in characters. */
class Room {
  readonly #size: number
  #left: number

  constructor(size: number) {
    this.#size = size
    this.#left = size
  }

  /** The answer as text. */
  take(response: Response): string {
    try {
      const answer = text(response)
      this.#left -= answer.length
      if (this.#left >= 0) return answer
    } catch (error) {
      // Longer than a string can be.
      if (!(error instanceof RangeError)) throw error
    }
    const why = `answer longer than ${this.#size} characters, with those before it: ask for less at once`
    throw new RpcRefusal(RPC.TOO_LONG, why)
  }
}

const fieldsOf = (message: unknown): Fields | undefined =>
  typeof message === 'object' && message !== null && !Array.isArray(message) ? (message as Fields) : undefined

/** undefined: a notification, which is never answered (JSON-RPC 2.0 §4.1). */
function idOf(request: Fields | undefined): Id | undefined {
  const id = request?.id
  if (typeof id === 'string' || typeof id === 'number') return id
  return request && !('id' in request) ? undefined : null
}
