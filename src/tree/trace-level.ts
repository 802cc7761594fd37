import type { Scst } from '../core/scst.ts'
import { DEFAULT_TRACE, TRACE_BITS } from '../core/trace-levels.ts'
import type { ByteString } from '../lib/bytes.ts'
import { unsigned } from '../lib/readers.ts'
import { Refusal, refuse } from '../lib/refusal.ts'
import { Words } from '../lib/words.ts'
import type { Attribute } from './attribute.ts'

/** Bits that one module adds, in the order they are shown. */
type LocalBits = Readonly<Record<string, number>>

export const CORE_TRACE: LocalBits = {
  retry: 0x80000000,
  scsi_serializing: 0x40000000,
  data_send: 0x20000000,
  data_received: 0x1000000,
  block: 0x10000,
}
export const VDISK_TRACE: LocalBits = { order: 0x80000000 }
export const ISCSI_TRACE: LocalBits = {
  d_write: 0x80000000,
  conn: 0x40000000,
  conn_dbg: 0x4000000,
  iov: 0x20000000,
  pdu: 0x10000000,
  net_page: 0x8000000,
}

/** What a `trace_level` file shows and changes: the level of a module, under the name of the file's own object. */
interface Traced {
  readonly scst: Scst
  readonly module: ByteString
  readonly name: ByteString
}

const HELP = `

Usage:
\techo "all|none|default" >trace_level
\techo "value DEC|0xHEX|0OCT" >trace_level
\techo "add|del TOKEN" >trace_level

where TOKEN is one of [function, line, pid, out_of_mem, special, scsi, mgmt, minor, scsi_serializing, retry, pr`

/** `named`: local tokens that the help names; the core names none of its own. */
export const traceLevel = <T>(
  of: (object: T) => Traced,
  local: LocalBits = {},
  named: readonly ByteString[] = Object.keys(local),
): Attribute<T> => {
  const bits: LocalBits = { ...TRACE_BITS, ...local }
  const help = `${[HELP, ...named].join(', ')}]\n`
  return {
    mode: 0o644,
    show(object) {
      const { scst, module } = of(object)
      const level = scst.traceLevels.of(module)
      const tokens = Object.keys(bits).filter((token) => (level & bits[token]!) !== 0)
      return `${tokens.join(' | ')}\n${help}`
    },
    store(object, text) {
      const { scst, module, name } = of(object)
      const old = scst.traceLevels.of(module)
      const level = changed(old, new Words(text), bits, scst) >>> 0
      scst.traceLevels.set(module, level)
      scst.log.info(`Changed trace level for "${name}": old ${hex(old)}, new ${hex(level)}`)
    },
  }
}

const ALL = 0xffffffff

function changed(old: number, words: Words, bits: LocalBits, { log }: Scst): number {
  const action = words.next()
  switch (action.toLowerCase()) {
    case 'all':
      return ALL
    case 'none':
    case 'null':
      return 0
    case 'default':
      return DEFAULT_TRACE
    case 'add':
      return old | token()
    case 'del':
      return old & ~token()
    case 'value':
      return number()
    default:
      return refuse(log, 'EINVAL', `Unknown action "${action}"`)
  }

  function token(): number {
    const name = words.next()
    const known = name.toLowerCase()
    return Object.hasOwn(bits, known) ? bits[known]! : refuse(log, 'EINVAL', `Unknown token "${name}"`)
  }

  function number(): number {
    const text = words.next()
    try {
      return Number(BigInt.asUintN(32, unsigned(text)))
    } catch (error) {
      if (error instanceof Refusal) return refuse(log, 'EINVAL', `Invalid trace value "${text}"`)
      throw error
    }
  }
}

const hex = (level: number): ByteString => `0x${level.toString(16).padStart(8, '0')}`
