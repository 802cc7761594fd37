import type { ByteString } from '../lib/bytes.ts'
import { decodeBytes } from '../sysfs/protocol.ts'
import { type Selection, SysfsError, type Write } from '../sysfs/sysfs.ts'
import { RPC, RpcRefusal } from './refusal.ts'

/** The parameters of a request, checked as they are asked for. */
export class Params {
  readonly #values: Readonly<Record<string, unknown>>

  constructor(values: unknown) {
    this.#values = objectOf(values ?? {}, 'params')
  }

  path(): ByteString {
    return pathOf(this.#values.path, 'path')
  }

  write(): Write {
    return writeOf(this.#values, '')
  }

  /** Each, or why its path leads nowhere. */
  writes(): (Write | SysfsError)[] {
    const { writes } = this.#values
    if (!Array.isArray(writes)) throw wrong('writes', 'an array', writes)
    return writes.map((write, i) => writeOrError(objectOf(write, `writes[${i}]`), `writes[${i}].`))
  }

  selection(): Selection | undefined {
    const { attributes } = this.#values
    if (attributes === undefined) return undefined
    if (!Array.isArray(attributes)) throw wrong('attributes', 'an array', attributes)
    return { attributes: attributes.map((name, i) => bytesOf(name, `attributes[${i}]`)) }
  }

  flag(name: string, initial: boolean): boolean {
    const value = this.#values[name] ?? initial
    if (typeof value !== 'boolean') throw wrong(name, 'true or false', value)
    return value
  }

  number(name: string): number | undefined {
    const value = this.#values[name]
    if (value !== undefined && typeof value !== 'number') throw wrong(name, 'a number', value)
    return value
  }
}

function objectOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(name, 'an object', value)
  return value as Record<string, unknown>
}

const writeOf = (values: Readonly<Record<string, unknown>>, prefix: string): Write => ({
  path: pathOf(values.path, `${prefix}path`),
  text: bytesOf(values.text, `${prefix}text`),
})

function writeOrError(values: Readonly<Record<string, unknown>>, prefix: string): Write | SysfsError {
  try {
    return writeOf(values, prefix)
  } catch (error) {
    if (error instanceof SysfsError) return error
    throw error
  }
}

/** Relative to the root; outer and double slashes mean nothing, and there is no way up. */
export function cleanPath(path: ByteString): ByteString {
  const names = path.split('/').filter((name) => name !== '')
  if (names.includes('..') || names.includes('.') || path.includes('\0'))
    throw new SysfsError('ENOENT', path, 'lookup')
  return names.join('/')
}

const pathOf = (value: unknown, name: string): ByteString => cleanPath(bytesOf(value, name))

function bytesOf(value: unknown, name: string): ByteString {
  if (typeof value === 'string') return decodeBytes(value)
  const base64 = typeof value === 'object' && value !== null && 'base64' in value ? value.base64 : undefined
  if (typeof base64 !== 'string') throw wrong(name, 'text or {"base64": text}', value)
  if (!isBase64(base64)) throw new RpcRefusal(RPC.INVALID_PARAMS, `${name} is no base64 (RFC 4648 section 4)`)
  return decodeBytes({ base64 })
}

const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text

const wrong = (name: string, allowed: string, seen: unknown): RpcRefusal =>
  new RpcRefusal(RPC.INVALID_PARAMS, `${name} must be ${allowed}, not ${kindOf(seen)}`)

const kindOf = (value: unknown): string =>
  value === undefined
    ? 'missing'
    : value === null
      ? 'null'
      : Array.isArray(value)
        ? 'an array'
        : `a ${typeof value}`
