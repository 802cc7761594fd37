import { toUnicode } from '../lib/bytes.ts'
import { errnoText } from '../lib/errno.ts'
import { encodeFailure, type RpcError } from '../sysfs/protocol.ts'
import { SysfsError } from '../sysfs/sysfs.ts'

/** JSON-RPC 2.0 §5.1, and codes of our own from -32000. */
export const RPC = {
  PARSE_ERROR: -32700,
  INVALID_REQUEST: -32600,
  METHOD_NOT_FOUND: -32601,
  INVALID_PARAMS: -32602,
  INTERNAL_ERROR: -32603,
  LOCKED: -32000,
  NOT_LOCKED: -32001,
  PROTOCOL: -32002,
  TOO_LONG: -32003,
} as const

/** A request that cannot be served; says what was seen and what is allowed. */
export class RpcRefusal extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** What the caller is told; undefined for an error that is nobody's fault but ours. */
export function rpcError(error: unknown): RpcError | undefined {
  if (error instanceof RpcRefusal) return { code: error.code, message: error.message }
  if (!(error instanceof SysfsError)) return undefined
  const data = encodeFailure(error)
  return { code: data.number, message: `${toUnicode(error.path)}: ${errnoText(error.code)}`, data }
}
