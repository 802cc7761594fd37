import type { ByteString } from '../lib/bytes.ts'

/**
 * What a system is or shall be: read from a file of any grammar or from the live tree, so that applying,
 * comparing, clearing, writing and importing are the same functions over two values of one type.
 * Plain data; defaults belong to the tree (`[key]`). Maps keep the order of the source.
 */
export interface Configuration extends Section {
  handlers: Map<ByteString, HandlerConfiguration>
  drivers: Map<ByteString, DriverConfiguration>
  deviceGroups: Map<ByteString, DeviceGroupConfiguration>
  /** The items of `ALUA { }`. */
  alua: Section
}

/** Anything that has attributes: every item of the block whose name is not a keyword there. */
export interface Section {
  attributes: Attributes
  /**
   * Attributes whose only value opens a block with something in it (`read_only 1 { x }`). Applying such a
   * section is refused; absent where a grammar cannot produce it.
   */
  invalid?: ReadonlySet<ByteString>
  /** Of a running system: attributes that a file need not hold, as they are at their defaults. */
  nonKey?: Attributes
}

/**
 * Values by name. Several only where the tree numbers them (`IncomingUser`, `IncomingUser1`, …) or a file
 * repeats itself; none for a bare name, which sets the empty value.
 */
export type Attributes = Map<ByteString, ByteString[]>

export interface HandlerConfiguration extends Section {
  devices: Map<ByteString, DeviceConfiguration>
}

export type DeviceConfiguration = Section

export interface DriverConfiguration extends Section {
  targets: Map<ByteString, TargetConfiguration>
}

/** A hardware target carries the attribute `HW_TARGET` without a value. */
export interface TargetConfiguration extends Section {
  luns: LunConfigurations
  groups: Map<ByteString, GroupConfiguration>
}

/** By number as written (SCST parses it), then by device: one, unless a file gives a LUN twice or gives no device. */
export type LunConfigurations = Map<ByteString, Map<ByteString, LunConfiguration>>

export type LunConfiguration = Section

export interface GroupConfiguration extends Section {
  luns: LunConfigurations
  /** Names, with the attributes that a file may give them (SCST has none). */
  initiators: Map<ByteString, Section>
}

export interface DeviceGroupConfiguration extends Section {
  devices: Map<ByteString, Section>
  targetGroups: Map<ByteString, TargetGroupConfiguration>
}

export interface TargetGroupConfiguration extends Section {
  targets: Map<ByteString, Section>
}

export const newSection = (attributes: Attributes = new Map()): Section => ({ attributes })

export const newHandler = (): HandlerConfiguration => ({ ...newSection(), devices: new Map() })

export const newDriver = (): DriverConfiguration => ({ ...newSection(), targets: new Map() })

export const newTarget = (): TargetConfiguration => ({ ...newSection(), luns: new Map(), groups: new Map() })

export const newGroup = (): GroupConfiguration => ({
  ...newSection(),
  luns: new Map(),
  initiators: new Map(),
})

export const newDeviceGroup = (): DeviceGroupConfiguration => ({
  ...newSection(),
  devices: new Map(),
  targetGroups: new Map(),
})

export const newTargetGroup = (): TargetGroupConfiguration => ({ ...newSection(), targets: new Map() })

export const newConfiguration = (): Configuration => ({
  ...newSection(),
  handlers: new Map(),
  drivers: new Map(),
  deviceGroups: new Map(),
  alua: newSection(),
})
