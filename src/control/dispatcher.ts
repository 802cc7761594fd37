import type { Log } from '../lib/log.ts'
import type { Hello, Method, Response, RpcError } from '../sysfs/protocol.ts'
import type { Sysfs } from '../sysfs/sysfs.ts'
import { CooperativeLock } from './lock.ts'
import { METHODS } from './methods.ts'
import { Params } from './params.ts'
import { Refusal, RPC, rpcError } from './refusal.ts'

type Id = string | number | null
type Fields = Readonly<Record<string, unknown>>

/** JSON-RPC 2.0 text in, text out; whatever comes in is answered. */
export class Dispatcher {
  readonly sysfs: Sysfs
  readonly hello: Hello
  readonly lock = new CooperativeLock<object>()
  readonly #log: Log

  constructor(sysfs: Sysfs, hello: Hello, log: Log) {
    this.sysfs = sysfs
    this.hello = hello
    this.#log = log
  }

  /** One request or an array of them; undefined when nothing of it wants an answer. */
  async answer(text: string, caller: object | undefined): Promise<string | undefined> {
    let message: unknown
    try {
      message = JSON.parse(text)
    } catch (error) {
      return refuse(RPC.PARSE_ERROR, `no JSON: ${(error as Error).message}`)
    }
    const answer = Array.isArray(message)
      ? await this.#all(message, caller)
      : await this.#one(message, caller)
    return answer && JSON.stringify(answer)
  }

  /** What a caller is told of an error; errors that are bugs of ours are logged here. */
  describe(error: unknown): RpcError {
    const told = rpcError(error)
    if (told) return told
    this.#log.error(`control request failed: ${(error as Error)?.stack ?? error}`)
    return { code: RPC.INTERNAL_ERROR, message: 'internal error, see the log of scstd' }
  }

  async #all(messages: unknown[], caller: object | undefined): Promise<Response[] | Response | undefined> {
    if (messages.length === 0) return failed(null, { code: RPC.INVALID_REQUEST, message: 'empty array' })
    const answers = await Promise.all(messages.map((message) => this.#one(message, caller)))
    const wanted = answers.filter((answer) => answer !== undefined)
    return wanted.length > 0 ? wanted : undefined
  }

  async #one(message: unknown, caller: object | undefined): Promise<Response | undefined> {
    const request = fieldsOf(message)
    const id = idOf(request)
    try {
      const result = await this.#run(request, caller)
      return id === undefined ? undefined : { jsonrpc: '2.0', id, result }
    } catch (error) {
      const told = this.describe(error)
      return id === undefined && told.code !== RPC.INVALID_REQUEST ? undefined : failed(id ?? null, told)
    }
  }

  #run(request: Fields | undefined, caller: object | undefined): Promise<unknown> {
    if (request?.jsonrpc !== '2.0' || typeof request.method !== 'string')
      throw new Refusal(
        RPC.INVALID_REQUEST,
        'no JSON-RPC 2.0 request: {"jsonrpc":"2.0","id":…,"method":…} expected',
      )
    if (!Object.hasOwn(METHODS, request.method))
      throw new Refusal(
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
export const refuse = (code: number, message: string): string =>
  JSON.stringify(failed(null, { code, message }))

const failed = (id: Id, error: RpcError): Response => ({ jsonrpc: '2.0', id, error })

const fieldsOf = (message: unknown): Fields | undefined =>
  typeof message === 'object' && message !== null && !Array.isArray(message) ? (message as Fields) : undefined

/** undefined: a notification, which is never answered (JSON-RPC 2.0 §4.1). */
function idOf(request: Fields | undefined): Id | undefined {
  const id = request?.id
  if (typeof id === 'string' || typeof id === 'number') return id
  return request && !('id' in request) ? undefined : null
}
