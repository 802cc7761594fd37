import type { Device, ThreadsPoolType } from '../core/device.ts'
import { type Reader, signed, toInt, unsigned, wordByPrefix } from '../lib/readers.ts'
import { Refusal, refuse } from '../lib/refusal.ts'
import {
  type Attribute,
  complaining,
  fixed,
  numberOf,
  Queued,
  trigger,
  unless,
  value,
  valueLine,
  whenOn,
  zeroOrOne,
} from './attribute.ts'
import { block } from './device-block.ts'
import type { DeviceRows } from './devices.ts'
import { typeLine } from './scsi-types.ts'

/** A yes or no that was said when the device was made. */
const flag = (
  get: (device: Device) => boolean,
  isKey: (on: boolean) => boolean = whenOn,
): Attribute<Device> =>
  fixed(
    (device) => (get(device) ? '1' : '0'),
    (device) => isKey(get(device)),
  )

/** Numbers that are read into a buffer of 15 bytes, as SCST does with a few. */
const shortened =
  <V>(read: Reader<V>): Reader<V> =>
  (text) =>
    read(text.slice(0, 15))

const active: Attribute<Device> = {
  mode: 0o644,
  show: (device) => valueLine(device.active ? '1' : '0', !device.active),
  store: (device, text) =>
    new Queued(async () => {
      const on = zeroOrOne(signed)(text)
      try {
        await device.activate(on)
      } catch (error) {
        device.scst.log.for('dev_vdisk').error(`dev ${device.name}: Activating failed`)
        throw error
      }
    }),
}

const clusterMode: Attribute<Device> = {
  mode: 0o644,
  show: ({ lu }) => valueLine(lu.clusterMode ? '1' : '0', lu.clusterMode),
  store: ({ lu, name, scst }, text) =>
    new Queued(() => {
      const on = zeroOrOne(signed)(text)
      if (on === lu.clusterMode) return
      lu.clusterMode = on
      scst.log.info(`${name}: changing cluster_mode from ${+!on} into ${+on}`)
      // Nobody to share with: SCST without a cluster says so and goes on.
      if (on) scst.log.error(`scst_dlm_update_nodeids(${name}) failed: -2`)
    }),
}

const maxTgtDevCommands: Attribute<Device> = value({
  get: ({ lu }) => BigInt(lu.maxTgtDevCommands),
  isKey: unless(64n),
  read: (text, device) => {
    const wanted = numberOf(signed, 'kstrtol')(text, device)
    if (wanted < 0n) refuse(device.scst.log, 'EINVAL', `Illegal max tgt dev value ${wanted}`)
    return wanted
  },
  set: ({ lu, name, scst }, wanted) => {
    const old = lu.maxTgtDevCommands
    if (wanted !== BigInt(old)) {
      scst.log.info(`Setting new queue depth ${wanted} for device ${name} (old ${old})`)
    }
    lu.maxTgtDevCommands = toInt(wanted)
  },
})

const numaNodeId: Attribute<Device> = value({
  get: (device) => BigInt(device.numaNodeId),
  isKey: unless(-1n),
  read: (text, device) => {
    const wanted = numberOf(signed, 'kstrtol')(text, device)
    if (wanted < -1n) refuse(device.scst.log, 'EINVAL', `Illegal numa_node_id value ${wanted}`)
    return wanted
  },
  set: (device, wanted) => {
    const old = device.numaNodeId
    if (wanted !== BigInt(old)) {
      device.scst.log.info(`Setting new NUMA node id ${wanted} for device ${device.name} (old ${old})`)
    }
    device.numaNodeId = toInt(wanted)
  },
})

const threadsNum: Attribute<Device> = value({
  get: (device) => device.threadsNum,
  isKey: (now, { handler }) => now !== handler.threadsNum,
  read: (text, device) => {
    const wanted = numberOf(signed, 'kstrtol')(text, device)
    if (wanted < 0n) refuse(device.scst.log, 'EINVAL', `Illegal threads num value ${wanted}`)
    return toInt(wanted)
  },
  set: (device, wanted) => {
    if (wanted === device.threadsNum) return undefined
    return new Queued(() => {
      device.threadsNum = wanted
      device.scst.log.info(`Changed cmd threads num to ${wanted}`)
    })
  },
})

const POOL_TYPES = ['per_initiator', 'shared'] as const satisfies readonly ThreadsPoolType[]

const threadsPoolType: Attribute<Device> = value({
  get: (device) => device.threadsPoolType,
  isKey: (now, { threadsNum: threads }) => threads !== 0 && now !== 'per_initiator',
  print: (now, { threadsNum: threads }) => (threads === 0 ? 'Async' : now),
  read: (text, { scst: { log } }) => {
    const complaint = complaining(wordByPrefix(...POOL_TYPES), log, (shown) => {
      log.error(`Unknown threads pool type ${shown}`)
      return `Illegal threads pool type ${shown}`
    })
    return complaint(text)
  },
  set: (device, wanted) => {
    if (wanted === device.threadsPoolType) return undefined
    return new Queued(() => {
      device.threadsPoolType = wanted
      device.scst.log.info(`Changed cmd threads pool type to ${POOL_TYPES.indexOf(wanted)}`)
    })
  },
})

const DEFAULT_BLOCK = 512

const optTransLen: Attribute<Device> = value({
  get: ({ lu }) => lu.optTransLen,
  isKey: (_, { marked }) => marked.has('opt_trans_len'),
  read: (text, { lu }) => {
    const wanted = unsigned(text)
    if (wanted % BigInt(lu.options.blockSize) !== 0n) throw new Refusal('EINVAL')
    return Number(BigInt.asUintN(32, wanted))
  },
  set: ({ lu, marked }, bytes) => {
    lu.optTransLen = bytes
    marked.add('opt_trans_len')
  },
})

const readZero: Attribute<Device> = value({
  get: (device) => device.readZero,
  isKey: whenOn,
  read: zeroOrOne(shortened(signed)),
  set: (device, on) => {
    device.readZero = on
  },
})

/** What a device is and how it is served, by name and the handlers that have it. */
export const deviceAttributes: DeviceRows = {
  active: ['FB', active],
  async: [
    'F',
    value({
      get: (device) => device.async,
      isKey: whenOn,
      read: zeroOrOne(signed),
      set: (device, on) => {
        device.async = on
      },
    }),
  ],
  bind_alua_state: [
    'FB',
    value({
      get: (device) => device.bindAluaState,
      isKey: (on, { handler }) => on !== handler.bindAluaState,
      read: (text) => shortened(unsigned)(text) !== 0n,
      set: (device, on) => {
        device.bindAluaState = on
      },
    }),
  ],
  block: ['FBNC', block],
  blocksize: [
    'FBN',
    fixed(
      ({ lu }) => toInt(BigInt(lu.options.blockSize)),
      ({ lu }) => lu.options.blockSize !== DEFAULT_BLOCK,
    ),
  ],
  cluster_mode: ['FBN', clusterMode],
  dummy: ['N', flag(({ lu }) => lu.options.dummy)],
  expl_alua: [
    'FB',
    value({
      get: ({ lu }) => lu.explAlua,
      isKey: whenOn,
      read: (text) => unsigned(text) !== 0n,
      set: ({ lu }, on) => {
        lu.explAlua = on
      },
    }),
  ],
  lb_per_pb_exp: [
    'FB',
    value({
      get: ({ lu }) => lu.lbPerPbExp,
      isKey: unless(true),
      read: zeroOrOne(signed),
      set: ({ lu }, on) => {
        lu.lbPerPbExp = on
      },
    }),
  ],
  max_tgt_dev_commands: ['FBNC', maxTgtDevCommands],
  numa_node_id: ['FBNC', numaNodeId],
  nv_cache: ['FB', flag(({ lu }) => lu.options.nvCache)],
  o_direct: ['F', flag((device) => device.direct)],
  opt_trans_len: ['FBN', optTransLen],
  read_only: ['FBN', flag(({ lu }) => lu.options.readOnly)],
  read_zero: ['N', readZero],
  removable: ['FBN', flag(({ lu }) => lu.options.removable)],
  rotational: ['FBN', flag(({ lu }) => lu.options.rotational, unless(true))],
  sync: [
    'FB',
    trigger(async ({ lu }) => {
      if (!lu.store) throw new Refusal('EMEDIUMTYPE')
      await lu.flush()
    }),
  ],
  thin_provisioned: [
    'FB',
    fixed(
      ({ lu }) => (lu.options.thinProvisioned ? '1' : '0'),
      ({ marked }) => marked.has('thin_provisioned'),
    ),
  ],
  threads_num: ['FBNC', threadsNum],
  threads_pool_type: ['FBNC', threadsPoolType],
  tst: [
    'FBNC',
    fixed(
      ({ lu }) => lu.options.tst,
      ({ lu }) => lu.options.tst !== 1,
    ),
  ],
  type: ['FBNC', fixed(({ handler }) => typeLine(handler.type))],
  write_through: ['FB', flag(({ lu }) => lu.options.writeThrough)],
}
