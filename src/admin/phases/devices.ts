import type { Attributes, DeviceConfiguration, HandlerConfiguration } from '../../config/configuration.ts'
import { ATTRIBUTES } from '../../config/scst/attribute-schema.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { valuesOf } from '../attributes.ts'
import { counted, later, singleValues } from '../manner.ts'
import { closeDevice, openDevice } from '../operation.ts'
import { setPlain } from '../rules.ts'
import { collect, look, must, type Steps, say } from '../step.ts'
import { isDifferent } from './difference.ts'
import { attributesOf, pick, type Situation, sorted } from './situation.ts'

/** Closes devices that the file does not have, opens those that it has, and sets their attributes. */
export function* devices(situation: Situation): Steps<number> {
  let changes = yield* closeSuperfluous(situation)
  for (const [handler, configuration] of sorted(situation.desired.handlers))
    changes += yield* new HandlerPhase(situation, handler, configuration).apply()
  return changes
}

function* closeSuperfluous({ running, desired, manner }: Situation): Steps<number> {
  let changes = 0
  for (const handler of running.handlers())
    for (const device of running.devicesOf(handler)) {
      if (desired.handlers.get(handler)?.devices.has(device)) continue
      if (manner.force) changes += counted(yield* must(closeDevice(handler, device)), manner)
      else yield* say(`\t-> Device '${device}' is not in configuration. Use -force to close it.\n`)
    }
  return changes
}

/** What a device may be opened without, and be given later. */
const CHANGEABLE: ReadonlySet<ByteString> = new Set(
  ATTRIBUTES.filter(
    (row) => row.in === 'DEVICE' && row.isCreation && row.isSettable && row.name !== 'filename',
  ).map(({ name }) => name),
)

class HandlerPhase {
  readonly #situation: Situation
  readonly #handler: ByteString
  readonly #configuration: HandlerConfiguration
  #changes = 0

  constructor(situation: Situation, handler: ByteString, configuration: HandlerConfiguration) {
    this.#situation = situation
    this.#handler = handler
    this.#configuration = configuration
  }

  *apply(): Steps<number> {
    const { running, manner } = this.#situation
    const possible = running.deviceCreateAttributes(this.#handler)
    const open = new Set(running.devicesOf(this.#handler))
    for (const [device, section] of sorted(this.#configuration.devices)) {
      const create = this.#creation(section, possible)
      if (open.has(device)) yield* this.#compare(device, section, create)
      else yield* this.#open(device, section, create)
    }
    const own = yield* attributesOf(this.#configuration)
    if (own.size > 0)
      this.#changes += yield* setPlain({ kind: 'handler', handler: this.#handler }, own, manner, {
        tellsSame: manner.force,
      })
    return this.#changes
  }

  *#open(device: ByteString, section: DeviceConfiguration, create: ReadonlySet<ByteString>): Steps {
    const { manner } = this.#situation
    const attributes = yield* attributesOf(section)
    const parameters = this.#parameters(attributes, create)
    const rest = pick(attributes, (name) => !create.has(name))
    yield* later(openDevice(this.#handler, device, parameters), manner)
    if (rest.size === 0) return
    this.#changes += yield* setPlain({ kind: 'device', device }, rest, manner, { tellsSame: manner.force })
  }

  *#compare(device: ByteString, section: DeviceConfiguration, create: ReadonlySet<ByteString>): Steps {
    const { manner } = this.#situation
    const isCompared = (name: ByteString): boolean => !(manner.preserveClusterMode && name === 'cluster_mode')
    const attributes = pick(yield* attributesOf(section), isCompared)
    const wanted = this.#parameters(attributes, create)
    const rest = pick(attributes, (name) => !create.has(name))
    const table = yield* look({ kind: 'device', device })
    const old = new Map([...table].filter(([name]) => create.has(name) && isCompared(name)))
    const kept = manner.preserveClusterMode ? table.get('cluster_mode') : undefined
    if (isDifferent(wanted, old, manner))
      yield* this.#rebuild(device, kept ? new Map([...wanted, ['cluster_mode', valuesOf(kept)]]) : wanted)
    if (rest.size > 0)
      this.#changes += yield* setPlain({ kind: 'device', device }, rest, manner, { tellsSame: false })
  }

  *#rebuild(device: ByteString, wanted: Attributes): Steps {
    yield* say(`\t-> Device '${device}' is configured differently.\n`)
    if (!this.#situation.manner.force) {
      yield* say(
        '\t  -> Use -force to re-open device with new attributes. NOTE: This will disrupt all initiators using this device.\n',
      )
      return
    }
    yield* say('\t  -> Closing and re-opening with new attributes.\n')
    const { manner } = this.#situation
    this.#changes += counted(yield* must(closeDevice(this.#handler, device)), manner)
    this.#changes += counted(yield* must(openDevice(this.#handler, device, wanted)), manner)
    this.#situation.running = yield* collect()
  }

  /** What belongs to opening. A value that the command would take for several words is set behind it, where it can be. */
  #creation({ attributes }: DeviceConfiguration, possible: ReadonlySet<ByteString>): ReadonlySet<ByteString> {
    if (!this.#situation.manner.departs('several-words')) return possible
    const isSet = (name: ByteString): boolean =>
      CHANGEABLE.has(name) && /[ \t=;]/.test(attributes.get(name)?.at(-1) ?? '')
    return new Set([...possible].filter((name) => !isSet(name)))
  }

  /** What the device is opened with. */
  #parameters(attributes: Attributes, create: ReadonlySet<ByteString>): Attributes {
    const parameters = pick(attributes, (name) => create.has(name))
    return singleValues(parameters, this.#situation.manner)
  }
}
