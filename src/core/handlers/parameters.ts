import type { ByteString } from '../../lib/bytes.ts'
import type { Log } from '../../lib/log.ts'
import { type Reader, signed, toInt, unsigned } from '../../lib/readers.ts'
import { negativeErrno, Refusal, refuse } from '../../lib/refusal.ts'
import { Words } from '../../lib/words.ts'
import type { VirtualHandler } from '../handler.ts'
import { MAX_T10_DEV_ID } from '../identity.ts'

/** What a device is made with; undefined where nothing was said. */
export interface Creation {
  filename: ByteString | undefined
  difFilename: ByteString | undefined
  difMode: ByteString | undefined
  difType: number
  /** As an unsigned 32 bit number; a power of two. */
  blockSize: number
  readOnly: boolean
  removable: boolean
  rotational: boolean
  writeThrough: boolean
  nvCache: boolean
  direct: boolean
  async: boolean
  thin: boolean | undefined
  active: boolean
  bindAluaState: boolean
  lbPerPbExp: boolean
  clusterMode: boolean
  dummy: boolean
  tst: number
  size: bigint | undefined
  numaNodeId: number
  t10DevId: ByteString | undefined
}

const defaultsOf = (handler: VirtualHandler): Creation => ({
  filename: undefined,
  difFilename: undefined,
  difMode: undefined,
  difType: 0,
  blockSize: handler.blockSize,
  readOnly: handler.always.readOnly,
  removable: handler.always.removable,
  rotational: true,
  writeThrough: false,
  nvCache: false,
  direct: false,
  async: false,
  thin: undefined,
  active: true,
  bindAluaState: handler.bindAluaState,
  lbPerPbExp: true,
  clusterMode: false,
  dummy: false,
  tst: 1,
  size: undefined,
  numaNodeId: -1,
  t10DevId: undefined,
})

/** One creation: where its faults are logged, whose parameters they are. */
interface Context {
  readonly device: ByteString
  readonly log: Log
  readonly creation: Creation
}

const DIF_MODES: ReadonlySet<string> = new Set(['tgt', 'scst', 'dev_check', 'dev_store'])

/** Parameters that are texts. */
const TEXTS: Readonly<Record<string, (context: Context, value: ByteString) => void>> = {
  filename({ device, log, creation }, value) {
    if (creation.filename !== undefined)
      refuse(log, 'EINVAL', `filename specified more than once (device ${device})`)
    if (!value.startsWith('/')) refuse(log, 'EINVAL', `Filename ${value} must be global (device ${device})`)
    creation.filename = value
  },
  dif_filename({ device, log, creation }, value) {
    if (!value.startsWith('/'))
      refuse(log, 'EINVAL', `DIF filename ${value} must be global (device ${device})`)
    creation.difFilename = value
  },
  dif_mode({ log, creation }, value) {
    const known = value.split('|').every((item) => DIF_MODES.has(item.toLowerCase()))
    if (!known) refuse(log, 'EINVAL', `Error parsing DIF mode ${value}`)
    creation.difMode = value
  },
  t10_dev_id({ log, creation }, value) {
    if (value.length > MAX_T10_DEV_ID) {
      log.error(`T10 device id is too long (max ${MAX_T10_DEV_ID} characters)`)
      refuse(log, 'EINVAL', `Failed to set ${value} t10_dev_id`)
    }
    creation.t10DevId = value
  },
}

/** Parameters of which the lowest bit counts. */
const FLAGS = {
  read_only: 'readOnly',
  removable: 'removable',
  rotational: 'rotational',
  write_through: 'writeThrough',
  nv_cache: 'nvCache',
  o_direct: 'direct',
  thin_provisioned: 'thin',
  cluster_mode: 'clusterMode',
  active: 'active',
  bind_alua_state: 'bindAluaState',
  lb_per_pb_exp: 'lbPerPbExp',
} as const satisfies Record<string, keyof Creation>

const isFlag = (name: ByteString): name is keyof typeof FLAGS => Object.hasOwn(FLAGS, name)

/** Parameters that are numbers. */
const NUMBERS: Readonly<Record<string, (context: Context, value: bigint) => void>> = {
  blocksize: ({ log, creation }, value) => {
    creation.blockSize = blockSize(toInt(value), log)
  },
  async: ({ creation }, value) => {
    creation.async = value !== 0n
  },
  tst: ({ log, creation }, value) => {
    if (value > 1n) refuse(log, 'EINVAL', `Invalid TST value ${value}`)
    creation.tst = Number(value)
  },
  dummy: ({ creation }, value) => {
    if (value > 1n) throw new Refusal('EINVAL')
    creation.dummy = value === 1n
  },
  size: ({ creation }, value) => {
    creation.size = value
  },
  size_mb: ({ creation }, value) => {
    creation.size = BigInt.asUintN(64, value << 20n)
  },
  dif_type: ({ creation }, value) => {
    creation.difType = toInt(value)
  },
  /** Without protection information it means nothing. */
  dif_static_app_tag: () => {},
}

const MIN_BLOCK = 512
const FALLBACK_BLOCK = 512

/** 0 stands for the usual size; what is no power of two is rounded down to one, as SCST does. */
function blockSize(value: number, log: Log): number {
  if (value === 0) return FALLBACK_BLOCK
  const unsignedValue = value >>> 0
  if (unsignedValue < MIN_BLOCK) {
    log.for('scst').error(`Wrong sector size ${value}`)
    refuse(log, 'EINVAL', `blocksize ${value} too small`)
  }
  return 2 ** Math.floor(Math.log2(unsignedValue))
}

/** Reads `name=value` pieces from left to right; the first fault ends it, later values replace earlier ones. */
export function readParameters(
  handler: VirtualHandler,
  device: ByteString,
  words: Words,
  log: Log,
): { creation: Creation; given: Set<ByteString> } {
  const context: Context = { device, log, creation: defaultsOf(handler) }
  const given = new Set<ByteString>()
  for (const token of words.tokens()) given.add(readParameter(handler, context, token))
  return { creation: context.creation, given }
}

function readParameter(handler: VirtualHandler, context: Context, token: ByteString): ByteString {
  const { device, log } = context
  const words = new Words(token)
  const written = words.next()
  const name = written.toLowerCase()
  if (written === '') refuse(log, 'EINVAL', `Syntax error at ${words.rest} (device ${device})`)
  if (handler.checksNames && !handler.parameters.includes(name)) {
    refuse(log, 'EINVAL', `Unknown parameter ${written} (device ${device})`)
  }
  const value = words.next()
  if (value === '') refuse(log, 'EINVAL', `Parameter ${written} value missed for device ${device}`)
  if (words.next() !== '') refuse(log, 'EINVAL', `Too many parameter's ${written} values (device ${device})`)
  if (Object.hasOwn(TEXTS, name)) TEXTS[name]!(context, value)
  else readNumber(context, name, written, value)
  return name
}

function readNumber(context: Context, name: ByteString, written: ByteString, text: ByteString): void {
  const number = numeric(context, signed, 'strtoll', text)
  if (name === 'numa_node_id') {
    if (number < -1n) throw new Refusal('EINVAL')
    context.creation.numaNodeId = toInt(number)
    return
  }
  const value = numeric(context, unsigned, 'strtoull', text)
  if (isFlag(name)) context.creation[FLAGS[name]] = (value & 1n) === 1n
  else if (Object.hasOwn(NUMBERS, name)) NUMBERS[name]!(context, value)
  else refuse(context.log, 'EINVAL', `Unknown parameter ${written} (device ${context.device})`)
}

function numeric({ device, log }: Context, read: Reader<bigint>, name: string, text: ByteString): bigint {
  try {
    return read(text)
  } catch (error) {
    log.error(`${name}() for ${text} failed: ${negativeErrno(error)} (device ${device})`)
    throw error
  }
}
