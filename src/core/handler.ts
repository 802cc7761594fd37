import type { ByteString } from '../lib/bytes.ts'
import type { BackingStore } from '../scsi/backing-store.ts'
import type { Device } from './device.ts'

/** `virtual`: devices made here; `pass-through`: SCSI devices of this machine; `user`: programs bring them. */
type HandlerKind = 'virtual' | 'pass-through' | 'user'

/** A device handler (SCST: dev handler). */
export interface DeviceHandler {
  readonly name: ByteString
  readonly kind: HandlerKind
  /** Its module: handlers of one module share a trace level. */
  readonly module: ByteString
  /** SPC peripheral device type; -1 unknown. */
  readonly type: number
  /** Default `threads_num` of its devices; undefined where they have no thread pool. */
  readonly threadsNum: number | undefined
  /** In creation order. */
  readonly devices: Map<ByteString, Device>
  /** Where dumps of reservations go; only dev_disk has it. */
  prDumpDir?: ByteString
}

/** What a backing store is opened with. */
export interface StoreRequest {
  readonly filename: ByteString | undefined
  readonly readOnly: boolean
  readonly writeThrough: boolean
  readonly direct: boolean
  readonly thin: boolean
  /** In bytes, where no file decides it. */
  readonly size: number
}

/** A handler whose devices are made by name and parameters. */
export interface VirtualHandler extends DeviceHandler {
  readonly kind: 'virtual'
  /** Creation parameters in the order its usage text names them. */
  readonly parameters: readonly ByteString[]
  /** Names outside `parameters` are refused before their values are looked at. */
  readonly checksNames: boolean
  readonly t10VendId: ByteString
  /** Its devices name a file when they are made. */
  readonly needsFile: boolean
  readonly blockSize: number
  /** Bytes when nothing else says so. */
  readonly size: number
  /** Flags that its devices always have, in the words of the log. */
  readonly always: { readonly readOnly: boolean; readonly removable: boolean; readonly flag?: ByteString }
  readonly bindAluaState: boolean
  /** Thin when the store can discard, unless it is said otherwise. */
  readonly thinByDefault: boolean
  /** Nothing that is written is kept. */
  readonly volatile: boolean
  /** A read-only device must not say how it writes. */
  readonly checksWriteOptions: boolean
  /** Its store is one device's alone. */
  readonly opensExclusively: boolean
  /** Undefined: there is nothing to open (no medium). Fails with a system error. */
  open(request: StoreRequest): Promise<BackingStore | undefined>
}

export const isVirtual = (handler: DeviceHandler | undefined): handler is VirtualHandler =>
  handler?.kind === 'virtual'
