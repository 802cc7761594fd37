import type { ByteString } from '../../../lib/bytes.ts'
import type { Range } from '../../diagnostic.ts'
import { integerOf } from '../../integer.ts'
import { KNOWN_DRIVERS, KNOWN_HANDLERS } from '../attribute-schema.ts'
import type { Faults } from '../faults.ts'
import type { Context, Keyword } from '../schema.ts'
import { type Item, onLine, rangeOf, type Word } from '../syntax.ts'

/** The objects around a block. */
export interface Scope {
  readonly handler?: ByteString
  readonly driver?: ByteString
  readonly target?: TargetScope
  readonly luns?: LunScope
  readonly device?: Word | undefined
  readonly range?: Range
}

interface TargetScope {
  readonly name: ByteString
  readonly initiators: Set<ByteString>
}

interface LunScope {
  readonly owner: ByteString
  readonly range: Range
  readonly devices: Map<ByteString, ByteString>
}

const LARGEST_LUN = 16383

/** What the objects of a file have to do with each other. */
export class Objects {
  readonly #faults: Faults
  readonly #devices = new Set<ByteString>()
  readonly #uses: { readonly device: Word; readonly code: 'unknown-device' | 'unknown-group-device' }[] = []
  #hasDrivers = false
  #hasHandlers = false

  constructor(faults: Faults) {
    this.#faults = faults
  }

  /** An object begins; answers what its block stands in. */
  enter(keyword: Keyword, item: Item, names: readonly Word[], scope: Scope): Scope {
    const [first, second] = names
    const range = rangeOf(item.words)
    if (!first) return scope
    switch (keyword.keyword) {
      case 'HANDLER':
        return this.#handler(first)
      case 'TARGET_DRIVER':
        return this.#driver(first, item)
      case 'DEVICE':
        return this.#device(first, scope, range)
      case 'TARGET':
        return scope.driver === undefined ? scope : targetScope(first, scope, range)
      case 'GROUP':
        return { ...scope, range, luns: lunScope(`group ${first.text}`, range) }
      case 'LUN':
        this.#lun(first, second, scope)
        return scope
      case 'INITIATOR':
        this.#initiator(first, scope)
        return scope
      default:
        return scope
    }
  }

  /** A block ends; `values` are its attributes. */
  leave(context: Context, scope: Scope, values: ReadonlyMap<ByteString, readonly Word[]>): void {
    if (context === 'DEVICE' && scope.device) this.#deviceEnds(scope, values)
    if (context === 'TARGET' || context === 'GROUP') this.#lunsEnd(scope)
    const isServed = context === 'TARGET' || context === 'TARGET_DRIVER'
    if (isServed && scope.driver === 'iscsi' && scope.range && !values.has('enabled'))
      this.#faults.add(
        'never-enabled',
        scope.range,
        scope.target ? `the target ${scope.target.name}` : 'the driver iscsi',
      )
  }

  /** The whole file is known. */
  check(): void {
    for (const { device, code } of this.#uses)
      if (!this.#devices.has(device.text)) this.#faults.add(code, device.range, device.text)
    const top = onLine(1, 0, 0)
    if (!this.#hasDrivers) this.#faults.add('no-drivers', top)
    if (!this.#hasHandlers) this.#faults.add('no-handlers', top)
  }

  #handler(name: Word): Scope {
    this.#hasHandlers = true
    if (!KNOWN_HANDLERS.includes(name.text) && !name.text.startsWith('dev_'))
      this.#faults.add('unknown-handler', name.range, name.text)
    return { handler: name.text }
  }

  #driver(name: Word, item: Item): Scope {
    this.#hasDrivers = true
    if (!KNOWN_DRIVERS.includes(name.text)) this.#faults.add('unknown-driver', name.range, name.text)
    const range = rangeOf(item.words)
    const hasTargets = item.block?.items.some(({ words }) => words[0]?.text === 'TARGET')
    if (!hasTargets) this.#faults.add('no-targets', range, name.text)
    return { driver: name.text, range }
  }

  #device(name: Word, scope: Scope, range: Range): Scope {
    if (scope.handler === undefined) {
      this.#uses.push({ device: name, code: 'unknown-group-device' })
      return {}
    }
    if (name.text.includes('/')) this.#faults.add('device-name', name.range, name.text)
    if (this.#devices.has(name.text)) this.#faults.add('repeated-device', name.range, name.text)
    this.#devices.add(name.text)
    return { ...scope, device: name, range }
  }

  #deviceEnds({ handler, device, range }: Scope, values: ReadonlyMap<ByteString, readonly Word[]>): void {
    const needsFile = handler === 'vdisk_fileio' || handler === 'vdisk_blockio'
    if (needsFile && device && range && !values.has('filename'))
      this.#faults.add('missing-filename', range, device.text)
  }

  #lun(number: Word, device: Word | undefined, { luns }: Scope): void {
    const value = integerOf(number.text)
    const name = value?.toString() ?? number.text
    if (value === undefined || value < 0 || value > LARGEST_LUN)
      this.#faults.add('lun-number', number.range, number.text, `0 to ${LARGEST_LUN}`)
    else if (name !== number.text) this.#faults.add('lun-form', number.range, number.text, `write ${name}`)
    if (!device || !luns) return
    this.#uses.push({ device, code: 'unknown-device' })
    const other = luns.devices.get(name)
    if (other !== undefined && other !== device.text)
      this.#faults.add('several-devices', device.range, number.text)
    luns.devices.set(name, device.text)
  }

  #lunsEnd({ luns, driver }: Scope): void {
    if (!luns || driver === 'copy_manager' || luns.devices.size === 0 || luns.devices.has('0')) return
    this.#faults.add('no-lun-0', luns.range, luns.owner)
  }

  #initiator(name: Word, { target }: Scope): void {
    if (target?.initiators.has(name.text)) this.#faults.add('repeated-initiator', name.range, name.text)
    target?.initiators.add(name.text)
  }
}

const targetScope = (name: Word, scope: Scope, range: Range): Scope => ({
  ...scope,
  range,
  target: { name: name.text, initiators: new Set() },
  luns: lunScope(`target ${name.text}`, range),
})

const lunScope = (owner: ByteString, range: Range): LunScope => ({ owner, range, devices: new Map() })
