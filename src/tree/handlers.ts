import { type DeviceHandler, isVirtual, type VirtualHandler } from '../core/handler.ts'
import { createDevice } from '../core/handlers/create.ts'
import { deleteDevice } from '../core/handlers/remove.ts'
import type { Scst } from '../core/scst.ts'
import { wholeText } from '../lib/readers.ts'
import { Refusal, refuse } from '../lib/refusal.ts'
import { Words } from '../lib/words.ts'
import { type Attribute, type Attributes, fixed, Queued, value } from './attribute.ts'
import { type Directory, directory, members } from './directory.ts'
import { mgmt, PARAMETERS_ARE_PAIRS, usage } from './mgmt.ts'
import { link } from './place.ts'
import { typeLine } from './scsi-types.ts'
import { traceLevel, VDISK_TRACE } from './trace-level.ts'

/** A handler, and where its devices are made. */
interface Managed {
  readonly scst: Scst
  readonly handler: DeviceHandler
}

const virtualMgmt = (handler: VirtualHandler): Attribute<Managed> =>
  mgmt({
    usage:
      usage('add_device device_name [parameters]', 'del_device device_name') +
      PARAMETERS_ARE_PAIRS +
      `\nThe following parameters available: ${handler.parameters.join(', ')}\n\n`,
    log: ({ scst }) => scst.log,
    verbs: {
      async add_device({ scst }, words) {
        await createDevice(scst, handler, deviceName(scst, words), words)
      },
      del_device({ scst }, words) {
        const name = deviceName(scst, words)
        const extra = words.next()
        if (extra !== '') refuse(scst.log, 'EINVAL', `Syntax error on "${extra}"`)
        return deleteDevice(scst, name)
      },
    },
  })

const deviceName = ({ log }: Scst, words: Words) =>
  words.next() || refuse(log, 'EINVAL', 'Device name required')

/** There is no SCSI device to pass through: a well-formed command ends at the look-up, before its verb is looked at. */
const passThroughMgmt: Attribute<Managed> = {
  mode: 0o644,
  show: () => usage('add_device H:C:I:L', 'del_device H:C:I:L'),
  store: ({ scst }, text) => new Queued(() => lookUp(scst, new Words(text))),
}

function lookUp({ log }: Scst, words: Words): never {
  const verb = words.next()
  const device = words.next()
  if (device === '') refuse(log, 'EINVAL', 'Device required')
  if (words.next() !== '') {
    log.error('Too many parameters')
    refuse(log, 'EINVAL', `Syntax error on "${verb}"`)
  }
  const address = /^\d+:\d+:\d+:\d+/.exec(device)?.[0]
  if (address === undefined) return refuse(log, 'EINVAL', `Syntax error on "${verb}"`)
  return refuse(log, 'EINVAL', `Device ${address} not found`)
}

const type: Attribute<Managed> = fixed(({ handler }) => typeLine(handler.type))

const trace = (handler: DeviceHandler): Attribute<Managed> =>
  traceLevel(
    ({ scst, handler: { module, name } }) => ({ scst, module, name }),
    handler.kind === 'virtual' ? VDISK_TRACE : {},
  )

/** Linux's PATH_MAX, the end of the text counted. */
const MAX_PATH = 4096

const prDumpDir: Attribute<Managed> = value({
  get: ({ handler }) => handler.prDumpDir ?? '',
  read: (text) => {
    if (text.length >= MAX_PATH) throw new Refusal('ENAMETOOLONG')
    return wholeText(text)
  },
  set: ({ handler }, directory) => {
    handler.prDumpDir = directory
  },
})

function attributesOf(handler: DeviceHandler): Attributes<Managed> {
  const common = { type, trace_level: trace(handler) }
  if (handler.kind === 'user') return common
  if (isVirtual(handler)) return { ...common, mgmt: virtualMgmt(handler) }
  const dumps = handler.prDumpDir === undefined ? {} : { pr_dump_dir: prDumpDir }
  return { ...common, ...dumps, mgmt: passThroughMgmt }
}

const kinds = new WeakMap<DeviceHandler, Directory<Managed>>()

/** Made once for each handler. */
const kindOf = (handler: DeviceHandler): Directory<Managed> => {
  const known = kinds.get(handler)
  if (known) return known
  const kind: Directory<Managed> = {
    attributes: attributesOf(handler),
    children: [
      members(
        ({ handler: { devices } }) => devices,
        (device) => link(`../../devices/${device.name}`),
      ),
    ],
  }
  kinds.set(handler, kind)
  return kind
}

export const handlers: Directory<Scst> = {
  attributes: {},
  children: [
    members(
      (scst) => scst.handlers,
      (handler, scst) => directory(kindOf(handler), { scst, handler }),
    ),
  ],
}
