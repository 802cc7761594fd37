import {
  encodeBytes,
  encodeFailure,
  encodeMode,
  encodeSnapshot,
  type Hello,
  type Method,
  type Methods,
  PROTOCOL_VERSION,
} from '../sysfs/protocol.ts'
import { type Sysfs, SysfsError, type Write, type WriteResult } from '../sysfs/sysfs.ts'
import { writeEach } from '../sysfs/write-each.ts'
import type { CooperativeLock } from './lock.ts'
import type { Params } from './params.ts'
import { RPC, RpcRefusal } from './refusal.ts'

/** What a request is served with. `caller` is its connection; HTTP requests stand alone and have none. */
export interface Scope {
  readonly sysfs: Sysfs
  readonly hello: Hello
  readonly lock: CooperativeLock<object>
  readonly caller: object | undefined
}

type Handlers = { readonly [M in Method]: (params: Params, scope: Scope) => Promise<Methods[M]['result']> }

export const METHODS: Handlers = {
  async hello(params, { hello }) {
    const wanted = params.number('protocol') ?? PROTOCOL_VERSION
    if (wanted !== PROTOCOL_VERSION)
      throw new RpcRefusal(RPC.PROTOCOL, `protocol ${wanted} is not spoken here, only ${PROTOCOL_VERSION}`)
    return hello
  },

  async list(params, { sysfs }) {
    const entries = await sysfs.list(params.path())
    return entries.map(({ name, type }) => ({ name: encodeBytes(name), type }))
  },

  async stat(params, { sysfs }) {
    const { type, mode } = await sysfs.stat(params.path())
    return { type, mode: encodeMode(mode) }
  },

  async read(params, { sysfs }) {
    return encodeBytes(await sysfs.read(params.path()))
  },

  async readlink(params, { sysfs }) {
    return encodeBytes(await sysfs.readlink(params.path()))
  },

  async write(params, { sysfs }) {
    const { path, text } = params.write()
    await sysfs.write(path, text)
    return null
  },

  async snapshot(params, { sysfs }) {
    const path = params.path()
    return encodeSnapshot(path, await sysfs.snapshot(path, params.selection()))
  },

  async batch(params, { sysfs }) {
    const writes = params.writes()
    const options = { stopOnError: params.flag('stopOnError', true) }
    const results = await batch(sysfs, writes, options)
    return results.map((error) => (error ? encodeFailure(error) : null))
  },

  async lock(params, { lock, caller }) {
    const owner = connectionOf(caller)
    const holds = params.flag('wait', true) ? await lock.take(owner) : lock.tryTake(owner)
    if (!holds) throw new RpcRefusal(RPC.LOCKED, 'another connection holds the lock')
    return null
  },

  async unlock(_params, { lock, caller }) {
    if (!lock.release(connectionOf(caller)))
      throw new RpcRefusal(RPC.NOT_LOCKED, 'this connection does not hold the lock')
    return null
  },
}

/** A path that leads nowhere is the failure of its own write, wherever the others lead. */
async function batch(
  sysfs: Sysfs,
  writes: readonly (Write | SysfsError)[],
  options: { stopOnError: boolean },
): Promise<WriteResult[]> {
  const lost = options.stopOnError ? writes.findIndex((write) => write instanceof SysfsError) : -1
  const wanted = lost < 0 ? writes : writes.slice(0, lost + 1)
  const sound = wanted.filter((write): write is Write => !(write instanceof SysfsError))
  const results = await (sysfs.batch?.(sound, options) ??
    writeEach(sound, options, ({ path, text }) => sysfs.write(path, text)))
  if (options.stopOnError && results.at(-1)) return results
  const each = results.values()
  return wanted.map((write) => (write instanceof SysfsError ? write : each.next().value))
}

function connectionOf(caller: object | undefined): object {
  if (!caller) throw new RpcRefusal(RPC.INVALID_REQUEST, 'a lock lives with its connection: not over HTTP')
  return caller
}
