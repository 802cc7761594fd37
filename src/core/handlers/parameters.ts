import type { ByteString } from '../../lib/bytes.ts'
import { errnoNumber } from '../../lib/errno.ts'
import type { Log } from '../../lib/log.ts'
import { type Reader, signed, toInt, unsigned } from '../../lib/readers.ts'
import { Refusal, refuse } from '../../lib/refusal.ts'
import { Words } from '../../lib/words.ts'
import type { VirtualHandler } from '../handler.ts'
import { MAX_T10_DEV_ID } from '../identity.ts'

/** What a device is made with; undefined where nothing was said. */
export interface Creation {
  filename: ByteString | undefined
  difFilename: ByteString | undefined
  difMode: ByteString | undefined
  difType: number
  difStaticAppTag: bigint
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
  difStaticAppTag: 0n,
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

const lowestBit = (value: bigint): boolean => (value & 1n) === 1n

/** Parameters that are numbers. */
const NUMBERS: Readonly<Record<string, (context: Context, value: bigint) => void>> = {
  blocksize: ({ log, creation }, value) => {
    creation.blockSize = blockSize(toInt(value), log)
  },
  read_only: ({ creation }, value) => {
    creation.readOnly = lowestBit(value)
  },
  removable: ({ creation }, value) => {
    creation.removable = lowestBit(value)
  },
  rotational: ({ creation }, value) => {
    creation.rotational = lowestBit(value)
  },
  write_through: ({ creation }, value) => {
    creation.writeThrough = lowestBit(value)
  },
  nv_cache: ({ creation }, value) => {
    creation.nvCache = lowestBit(value)
  },
  o_direct: ({ creation }, value) => {
    creation.direct = lowestBit(value)
  },
  thin_provisioned: ({ creation }, value) => {
    creation.thin = lowestBit(value)
  },
  cluster_mode: ({ creation }, value) => {
    creation.clusterMode = lowestBit(value)
  },
  active: ({ creation }, value) => {
    creation.active = lowestBit(value)
  },
  bind_alua_state: ({ creation }, value) => {
    creation.bindAluaState = lowestBit(value)
  },
  lb_per_pb_exp: ({ creation }, value) => {
    creation.lbPerPbExp = lowestBit(value)
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
  dif_static_app_tag: ({ creation }, value) => {
    creation.difStaticAppTag = value
  },
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
  if (!Object.hasOwn(NUMBERS, name)) {
    refuse(context.log, 'EINVAL', `Unknown parameter ${written} (device ${context.device})`)
  }
  NUMBERS[name]!(context, value)
}

function numeric({ device, log }: Context, read: Reader<bigint>, name: string, text: ByteString): bigint {
  try {
    return read(text)
  } catch (error) {
    const errno = error instanceof Refusal ? errnoNumber(error.code)! : 0
    log.error(`${name}() for ${text} failed: -${errno} (device ${device})`)
    throw error
  }
}
