import { release } from 'node:os'
import type { Scst } from '../core/scst.ts'
import type { ByteString } from '../lib/bytes.ts'
import { booleanWord, type Reader, signed, toInt, toUint32, unsigned, wholeText } from '../lib/readers.ts'
import { Refusal, refuse } from '../lib/refusal.ts'
import {
  type Attribute,
  type Attributes,
  content,
  nonZero,
  numberOf,
  Queued,
  type Stored,
  unless,
  value,
  whenOn,
} from './attribute.ts'
import { deviceGroups } from './device-groups.ts'
import { devices } from './devices.ts'
import { type Directory, directory, subdirectories } from './directory.ts'
import { drivers } from './drivers.ts'
import { handlers } from './handlers.ts'
import { sgv } from './sgv.ts'
import { commandsInProgress, managementInProgress } from './trace-cmds.ts'
import { CORE_TRACE, traceLevel } from './trace-level.ts'

const MAX_CLUSTER_NAME = 63

/** As SCST 3.11: scripts look at the version's first line. */
const VERSION = (): ByteString => `SCST version: 3.11.0-pre
SCST build date: 
SCST build number: 
SCST git commit sha1: 
SCST kver: ${release()}
SCST arch type: 
SCST config: TRACING
`

const number =
  <V>(read: Reader<V>, name: 'kstrtol' | 'kstrtoul') =>
  (text: ByteString, scst: Scst): V =>
    numberOf(read, name)(text, { scst })

const threads: Attribute<Scst> = value<Scst, number>({
  get: ({ settings }) => settings.threads,
  isKey: (now, { cpus }) => now !== cpus,
  read: (text, scst) => {
    const wanted = number(signed, 'kstrtol')(text, scst)
    if (wanted <= 0n) refuse(scst.log, 'EINVAL', `Illegal threads num value ${wanted}`)
    return toInt(wanted)
  },
  set: (scst, wanted) =>
    new Queued(() => {
      scst.log.info(`Changed cmd threads num: old ${scst.settings.threads}, new ${wanted}`)
      scst.settings.threads = wanted
    }),
})

/** Seconds to wait for commands in flight (0: as long as it takes); a negative number resumes. */
const suspend: Attribute<Scst> = value<Scst, bigint>({
  get: ({ suspended }) => BigInt(suspended),
  read: (text, scst) => number(signed, 'kstrtoul')(text, scst),
  set: (scst, seconds): Stored => {
    if (seconds >= 0n) return suspendWithin(scst, seconds)
    scst.log.info('SYSFS: resuming activities')
    if (!scst.resume()) scst.log.warning('Resume without suspend')
    return undefined
  },
})

/** What a timer can count: longer limits end there. */
const LONGEST_LIMIT_MS = 2 ** 31 - 1

async function suspendWithin(scst: Scst, seconds: bigint): Promise<void> {
  scst.log.info(`SYSFS: suspending activities (timeout ${seconds})...`)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    if (seconds > 0n) timer = setTimeout(resolve, Math.min(Number(seconds) * 1000, LONGEST_LIMIT_MS), false)
  })
  const done = await Promise.race([scst.suspend().then(() => true), late])
  clearTimeout(timer)
  if (!done) {
    scst.resume()
    throw new Refusal('EBUSY')
  }
  scst.log.info('sysfs suspending done')
}

const attributes: Attributes<Scst> = {
  async_lun_replace: value({
    get: ({ settings }) => settings.asyncLunReplace,
    read: booleanWord,
    set: ({ settings }, on) => {
      settings.asyncLunReplace = on
    },
  }),
  cluster_name: {
    mode: 0o644,
    show: ({ settings: { clusterName } }) => (clusterName === '' ? '' : `${clusterName}\n[key]\n`),
    store: ({ settings, log }, text) => {
      const name = wholeText(text)
      if (name.length > MAX_CLUSTER_NAME) {
        refuse(log, 'EINVAL', `cluster_name string too long (len ${name.length})`)
      }
      settings.clusterName = name
    },
  },
  force_global_sgv_pool: value({
    get: ({ settings }) => settings.forceGlobalSgvPool,
    isKey: whenOn,
    read: nonZero(unsigned),
    set: ({ settings }, on) => {
      settings.forceGlobalSgvPool = on
    },
  }),
  last_sysfs_mgmt_res: content(({ lastResult }) => `${lastResult}\n`),
  max_tasklet_cmd: value({
    get: ({ settings }) => settings.maxTaskletCmd,
    isKey: unless(10),
    read: (text, scst) => toInt(number(unsigned, 'kstrtoul')(text, scst)),
    set: ({ settings, log }, wanted) => {
      settings.maxTaskletCmd = wanted
      log.info(`Changed scst_max_tasklet_cmd to ${wanted}`)
    },
  }),
  measure_latency: value({
    get: ({ settings }) => settings.measureLatency,
    read: nonZero(signed),
    set: (scst, on) => scst.measureLatency(on),
  }),
  poll_us: value({
    get: ({ settings }) => settings.pollUs,
    isKey: unless(0n),
    read: number(unsigned, 'kstrtoul'),
    set: ({ settings, log }, us) => {
      settings.pollUs = us
      log.info(`Changed poll_us to ${us} us`)
    },
  }),
  setup_id: value({
    get: ({ settings }) => settings.setupId,
    isKey: unless(0),
    print: (id) => `0x${id.toString(16)}`,
    read: (text, scst) => toUint32(number(unsigned, 'kstrtoul')(text, scst)),
    set: ({ settings, log }, id) => {
      settings.setupId = id
      log.info(`Changed scst_setup_id to ${id.toString(16)}`)
    },
  }),
  suspend,
  threads,
  trace_cmds: content(commandsInProgress),
  trace_level: traceLevel((scst) => ({ scst, module: 'scst', name: 'scst' }), CORE_TRACE, []),
  trace_mcmds: content(managementInProgress),
  version: content(VERSION),
}

export const root: Directory<Scst> = {
  attributes,
  children: [
    subdirectories({
      device_groups: (scst) => directory(deviceGroups, scst),
      devices: (scst) => directory(devices, scst),
      handlers: (scst) => directory(handlers, scst),
      sgv: (scst) => directory(sgv, scst),
      targets: (scst) => directory(drivers, scst),
    }),
  ],
}
