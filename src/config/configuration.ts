import type { ByteString } from '../lib/bytes.ts'

/**
 * What a system is or shall be: read from a file of any grammar or from the live tree, so that applying,
 * comparing, clearing, writing and importing are the same functions over two values of one type.
 * Plain data; defaults belong to the tree (`[key]`). Maps keep the order of the source.
 */
export interface Configuration {
  /** Attributes of SCST itself (`setup_id`, `threads`, …). */
  attributes: Attributes
  handlers: Map<ByteString, HandlerConfiguration>
  drivers: Map<ByteString, DriverConfiguration>
  deviceGroups: Map<ByteString, DeviceGroupConfiguration>
  /** The items of `ALUA { }`. */
  alua: Attributes
}

/** Several values only where the tree numbers them (`IncomingUser`, `IncomingUser1`, …) or a file repeats itself. */
export type Attributes = Map<ByteString, ByteString[]>

export interface HandlerConfiguration {
  attributes: Attributes
  devices: Map<ByteString, DeviceConfiguration>
}

export interface DeviceConfiguration {
  attributes: Attributes
}

export interface DriverConfiguration {
  attributes: Attributes
  targets: Map<ByteString, TargetConfiguration>
}

export interface TargetConfiguration {
  attributes: Attributes
  luns: LunConfiguration[]
  groups: Map<ByteString, GroupConfiguration>
}

export interface LunConfiguration {
  /** As written; SCST parses it. */
  lun: ByteString
  device: ByteString
  attributes: Attributes
}

export interface GroupConfiguration {
  attributes: Attributes
  luns: LunConfiguration[]
  initiators: ByteString[]
}

export interface DeviceGroupConfiguration {
  attributes: Attributes
  devices: ByteString[]
  targetGroups: Map<ByteString, TargetGroupConfiguration>
}

export interface TargetGroupConfiguration {
  attributes: Attributes
  targets: Map<ByteString, { attributes: Attributes }>
}

export const emptyConfiguration = (): Configuration => ({
  attributes: new Map(),
  handlers: new Map(),
  drivers: new Map(),
  deviceGroups: new Map(),
  alua: new Map(),
})
