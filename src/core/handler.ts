import type { ByteString } from '../lib/bytes.ts'
import type { BackingStore } from '../scsi/backing-store.ts'
import type { Device } from './device.ts'

/** `virtual`: devices made here; `pass-through`: SCSI devices of this machine; `user`: programs bring them. */
export type HandlerKind = 'virtual' | 'pass-through' | 'user'

/** A device handler (SCST: dev handler). */
export interface DeviceHandler {
  readonly name: ByteString
  readonly kind: HandlerKind
  /** Its module: handlers of one module share a trace level and a name space of devices. */
  readonly module: ByteString
  /** SPC peripheral device type; -1 unknown. */
  readonly type: number
  /** Default `threads_num` of its devices; undefined where they have no thread pool. */
  readonly threadsNum: number | undefined
  /** In creation order. */
  readonly devices: Map<ByteString, Device>
}

/** A handler whose devices are made by name and parameters. */
export interface VirtualHandler extends DeviceHandler {
  readonly kind: 'virtual'
  /** Creation parameters in the order its usage text names them. */
  readonly parameters: readonly ByteString[]
  /** Names outside `parameters` are refused before their values are looked at. */
  readonly checksNames: boolean
  readonly t10VendId: ByteString
  /** Opens the backing store that the device names. Undefined: there is none (no medium, no file). */
  open(device: Device): Promise<BackingStore | undefined>
}
