import type { ByteString } from '../lib/bytes.ts'
import type { LogicalUnit } from '../scsi/logical-unit.ts'
import type { DeviceGroup } from './device-group.ts'
import { Gate } from './gate.ts'
import type { VirtualHandler } from './handler.ts'
import type { Lun } from './lun-map.ts'
import type { Scst } from './scst.ts'

/** What a device is besides a logical unit. */
export interface DeviceOptions {
  readonly id: number
  readonly filename: ByteString | undefined
  readonly active: boolean
  readonly async: boolean
  readonly oDirect: boolean
  readonly bindAluaState: boolean
  readonly clusterMode: boolean
  readonly numaNodeId: number
  /** Parameters that were named when it was made. */
  readonly given: ReadonlySet<ByteString>
}

/** A device that can be a LUN: a logical unit, its backing file, and where it is exported. */
export class Device {
  readonly scst: Scst
  readonly name: ByteString
  readonly handler: VirtualHandler
  readonly lu: LogicalUnit
  readonly id: number
  /** undefined: none needed, or no medium. */
  filename: ByteString | undefined
  async: boolean
  readonly oDirect: boolean
  bindAluaState: boolean
  clusterMode: boolean
  numaNodeId: number
  maxTgtDevCommands = 64
  threadsNum: number
  threadsPoolType: 'per_initiator' | 'shared' = 'per_initiator'
  readZero = false
  /** Where reservations are kept; undefined: the default place. */
  prFileName: ByteString | undefined
  /** Attributes that were set, at creation or later, and so are shown as keys whatever their value. */
  readonly marked: Set<ByteString>
  /** By link name. */
  readonly exports = new Map<ByteString, Lun>()
  deviceGroup: DeviceGroup | undefined
  /** Closed: commands are held (`block`). */
  readonly gate = new Gate()
  /** Blocks whose commands in flight have not ended yet. */
  blocksPending = 0
  #exports = 0
  #active: boolean

  constructor(scst: Scst, handler: VirtualHandler, lu: LogicalUnit, options: DeviceOptions) {
    this.scst = scst
    this.handler = handler
    this.lu = lu
    this.name = lu.options.name
    this.id = options.id
    this.filename = options.filename
    this.#active = options.active
    this.async = options.async
    this.oDirect = options.oDirect
    this.bindAluaState = options.bindAluaState
    this.clusterMode = options.clusterMode
    this.numaNodeId = options.numaNodeId
    this.threadsNum = handler.threadsNum ?? 0
    this.marked = new Set(options.given)
  }

  get active(): boolean {
    return this.#active
  }

  /** export0, export1, …: never used twice. */
  nextExportName(): ByteString {
    return `export${this.#exports++}`
  }

  /** Opens the backing store unless it is open or the device inactive. Fails with the system's error. */
  async open(): Promise<void> {
    if (this.#active && !this.lu.store) this.lu.store = await this.handler.open(this)
  }

  async close(): Promise<void> {
    const { store } = this.lu
    this.lu.store = undefined
    await store?.close()
  }

  /** Closes the store when no LUN is left and the commands in flight have ended. */
  closeUnused(ends: readonly Promise<void>[]): void {
    if (this.exports.size > 0) return
    const unless = () => (this.exports.size > 0 ? undefined : this.close())
    void Promise.all(ends)
      .then(unless)
      .catch((error: unknown) => this.scst.log.error(`Closing device ${this.name} failed: ${String(error)}`))
  }

  /** Inactive: the store is closed, the size kept. Activating fails with the error of the open. */
  async activate(on: boolean): Promise<void> {
    if (on === this.#active) return
    this.#active = on
    if (!on) return this.close()
    try {
      await this.open()
    } catch (error) {
      this.#active = false
      throw error
    }
    if (this.lu.size === 0 && this.lu.store) this.lu.size = this.lu.store.size
  }
}
