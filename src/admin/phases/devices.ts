import type { Attributes, DeviceConfiguration, HandlerConfiguration } from '../../config/configuration.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { type AttributeTable, isKey } from '../attributes.ts'
import { counted } from '../manner.ts'
import { numberOf } from '../numeric.ts'
import { closeDevice, type Operation, openDevice } from '../operation.ts'
import { setPlain } from '../rules.ts'
import { isSameValue } from '../same-value.ts'
import { collect, fail, look, must, mustAll, type Steps, say } from '../step.ts'
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
  for (const handler of running.handlers().sort())
    for (const device of running.devicesOf(handler)) {
      if (desired.handlers.get(handler)?.devices.has(device)) continue
      if (manner.force) changes += counted(yield* must(closeDevice(handler, device)), manner)
      else yield* say(`\t-> Device '${device}' is not in configuration. Use -force to close it.\n`)
    }
  return changes
}

class HandlerPhase {
  readonly #situation: Situation
  readonly #handler: ByteString
  readonly #configuration: HandlerConfiguration
  /** Devices to open that need nothing more: they are opened together. */
  #opening: Operation[] = []
  #changes = 0

  constructor(situation: Situation, handler: ByteString, configuration: HandlerConfiguration) {
    this.#situation = situation
    this.#handler = handler
    this.#configuration = configuration
  }

  *apply(): Steps<number> {
    const { running, manner } = this.#situation
    const create = running.deviceCreateAttributes(this.#handler)
    const open = new Set(running.devicesOf(this.#handler))
    for (const [device, section] of sorted(this.#configuration.devices))
      if (open.has(device)) yield* this.#compare(device, section, create)
      else yield* this.#open(device, section, create)
    yield* this.#flush()
    const own = yield* attributesOf(this.#configuration)
    if (own.size > 0)
      this.#changes += yield* setPlain({ kind: 'handler', handler: this.#handler }, own, manner, {
        tellsSame: manner.force,
      })
    return this.#changes
  }

  *#open(device: ByteString, section: DeviceConfiguration, create: ReadonlySet<ByteString>): Steps {
    const { manner } = this.#situation
    const attributes = yield* this.#attributes(section)
    const parameters = yield* this.#parameters(pick(attributes, (name) => create.has(name)))
    const rest = pick(attributes, (name) => !create.has(name))
    this.#opening.push(openDevice(this.#handler, device, parameters))
    if (rest.size === 0) return
    yield* this.#flush()
    this.#changes += yield* setPlain({ kind: 'device', device }, rest, manner, { tellsSame: manner.force })
  }

  *#compare(device: ByteString, section: DeviceConfiguration, create: ReadonlySet<ByteString>): Steps {
    const { manner } = this.#situation
    const isCompared = (name: ByteString): boolean => !(manner.preserveClusterMode && name === 'cluster_mode')
    const attributes = pick(yield* this.#attributes(section), isCompared)
    const wanted = pick(attributes, (name) => create.has(name))
    const rest = pick(attributes, (name) => !create.has(name))
    yield* this.#flush()
    const table = yield* look({ kind: 'device', device })
    const old = new Map([...table].filter(([name]) => create.has(name) && isCompared(name)))
    if (isDifferent(wanted, old, this.#situation)) yield* this.#rebuild(device, wanted)
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
    const parameters = yield* this.#parameters(wanted)
    this.#changes += counted(yield* must(closeDevice(this.#handler, device)), manner)
    this.#changes += counted(yield* must(openDevice(this.#handler, device, parameters)), manner)
    this.#situation.running = yield* collect()
  }

  *#flush(): Steps {
    if (this.#opening.length === 0) return
    const { manner } = this.#situation
    const operations = this.#opening
    this.#opening = []
    for (const code of yield* mustAll(operations)) this.#changes += counted(code, manner)
  }

  /** An invalid section ends the run behind the devices before it. */
  *#attributes(section: DeviceConfiguration): Steps<Attributes> {
    if (section.invalid) yield* this.#flush()
    return yield* attributesOf(section)
  }

  /** What a device is opened with; the original passes several values on as the text of a Perl reference. */
  *#parameters(wanted: Attributes): Steps<Attributes> {
    const { manner } = this.#situation
    for (const [name, values] of wanted) {
      if (values.length < 2) continue
      if (manner.departs('several-values'))
        yield* fail(`Invalid configuration encountered. Attribute '${name}' has several values.`)
      wanted.set(name, manner.departs('several-values') ? values.slice(-1) : ['ARRAY(0x0)'])
    }
    return wanted
  }
}

/** Whether an open device, or an assigned LUN, is what the file wants. */
export function isDifferent(wanted: Attributes, old: AttributeTable, { manner }: Situation): boolean {
  const isEqual = (name: ByteString, value: ByteString, shown: ByteString): boolean =>
    value === shown || (manner.departs('equal-values') && isSameValue(name, value, shown))
  for (const [name, values] of wanted) {
    const attribute = old.get(name)
    const shown = attribute?.keys.get(0) ?? attribute?.value
    const value = values.length > 1 ? 'ARRAY(0x0)' : (values[0] ?? '')
    if (shown === undefined ? numberOf(value) !== 0 : !isEqual(name, value, shown)) return true
  }
  return [...old].some(([name, attribute]) => isKey(attribute) && !wanted.has(name) && !hasAlias(name))

  /** One size in two units. */
  function hasAlias(name: ByteString): boolean {
    if (!manner.departs('equal-values')) return false
    return (name === 'size' && wanted.has('size_mb')) || (name === 'size_mb' && wanted.has('size'))
  }
}
