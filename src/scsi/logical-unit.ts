import type { ByteString } from '../lib/bytes.ts'
import type { BackingStore } from './backing-store.ts'
import type { ITLNexus } from './itl-nexus.ts'
import type { AluaGroups } from './nexus.ts'
import type { SenseName } from './sense.ts'

/** SPC peripheral device types that we serve. */
export const DEVICE_TYPE = { DISK: 0x00, CDROM: 0x05 } as const

/** What INQUIRY shows of a logical unit (tree-behaviour §4.2). Empty text: not set. */
export interface Identity {
  t10VendId: ByteString
  vendSpecificId: ByteString
  prodId: ByteString
  prodRevLvl: ByteString
  scsiDeviceName: ByteString
  t10DevId: ByteString
  /** Raw bytes, not hex text. */
  eui64Id: Uint8Array
  naaId: Uint8Array
  usn: ByteString
  inqVendSpecific: ByteString
}

/** Fixed when the device is made (tree-behaviour §2.3), except where the tree can write them. */
export interface LogicalUnitOptions {
  readonly name: ByteString
  /** DEVICE_TYPE */
  readonly type: number
  /** nullio with `dummy=1`: no peripheral at all (INQUIRY byte 0 = 3Fh). */
  readonly dummy: boolean
  readonly blockSize: number
  readonly readOnly: boolean
  readonly removable: boolean
  readonly rotational: boolean
  /** Task set type of the control mode page. */
  readonly tst: number
  readonly writeThrough: boolean
  readonly nvCache: boolean
  readonly thinProvisioned: boolean
}

/**
 * The device server's side of a device: identity, capacity, mode pages, reservations, unit attentions, task set.
 * One for each device, shared by all sessions. `core/device.ts` owns it; the tree reads and writes its fields.
 */
export class LogicalUnit {
  readonly options: LogicalUnitOptions
  readonly identity: Identity
  /** Bytes; kept while the store is closed. */
  size: number
  /** undefined while closed (`active` 0, no medium). */
  store: BackingStore | undefined
  /** Member of a device group. */
  alua: AluaGroups | undefined
  explAlua = false
  lbPerPbExp = true
  /** Physical block exponent source for blockio, in bytes. */
  physicalBlockSize: number | undefined
  /** OPTIMAL TRANSFER LENGTH in bytes. */
  optTransLen = 524288
  readonly nexuses = new Set<ITLNexus>()

  constructor(options: LogicalUnitOptions, identity: Identity, size: number) {
    this.options = options
    this.identity = identity
    this.size = size
  }

  attach(nexus: ITLNexus): void {
    this.nexuses.add(nexus)
  }

  detach(nexus: ITLNexus): void {
    this.nexuses.delete(nexus)
  }

  /** Queues a unit attention on every nexus but `except`. */
  raise(_name: SenseName, _except?: ITLNexus): void {}
}
