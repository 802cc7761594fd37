import type { ByteString } from '../../lib/bytes.ts'
import type { Attributes } from '../configuration.ts'
import type { Place } from './report.ts'
import { lowerCase } from './text.ts'

/** A target as an importer understood it, before equal backing stores are joined to one device. */
export interface DraftTarget {
  readonly name: ByteString
  readonly place: Place
  readonly attributes: Attributes
  readonly luns: DraftLun[]
  readonly groups: DraftGroup[]
  enabled: boolean
  /** Why it must stay off; as long as this is empty, `enabled` counts. */
  readonly off: ByteString[]
}

export interface DraftGroup {
  readonly name: ByteString
  readonly initiators: ByteString[]
  readonly luns: DraftLun[]
}

export interface DraftLun {
  readonly lun: number
  readonly disk: Disk
  /** Where the file says the number, if that is not where it describes the disk. */
  readonly places?: readonly Place[]
  /** Of this LUN alone; a disk that is read-only itself says so in `disk`. */
  readonly readOnly: boolean
}

export interface Disk {
  readonly handler: ByteString
  /** Backing store; equal paths are one device. Absent: a device of its own. */
  readonly path: ByteString | undefined
  /** In the order they are to be written, without `filename` and `read_only`. */
  readonly attributes: ReadonlyMap<ByteString, ByteString>
  readonly readOnly: boolean
  /** Wanted device name, to be cleaned. */
  readonly name: ByteString
  readonly place: Place
  /** Where else the file describes it, and it alone. */
  readonly parts?: readonly Place[]
}

/** One disk with its ALUA groups. */
export interface DraftDeviceGroup {
  readonly name: ByteString
  readonly disk: Disk
  readonly targetGroups: ReadonlyMap<
    ByteString,
    { readonly attributes: Attributes; readonly targets: readonly ByteString[] }
  >
}

export class Draft {
  readonly driver: Attributes = new Map()
  /** Parts that could not be read and may hold rules of access: all targets stay off. */
  readonly broken: ByteString[] = []
  /** Why the driver must stay off. */
  readonly off: ByteString[] = []
  readonly targets: DraftTarget[] = []
  readonly #byName = new Map<ByteString, DraftTarget>()
  readonly deviceGroups: DraftDeviceGroup[] = []

  target(name: ByteString, place: Place): DraftTarget {
    const target = { name, place, attributes: new Map(), luns: [], groups: [], enabled: true, off: [] }
    this.targets.push(target)
    this.#byName.set(lowerCase(name), target)
    return target
  }

  /** Names compare without case. */
  find(name: ByteString): DraftTarget | undefined {
    return this.#byName.get(lowerCase(name))
  }
}

/** Adds a value to what an attribute has already. */
export const add = (attributes: Attributes, name: ByteString, value: ByteString): void => {
  attributes.set(name, [...(attributes.get(name) ?? []), value])
}
