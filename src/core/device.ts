import type { ByteString } from '../lib/bytes.ts'
import type { LogicalUnit } from '../scsi/logical-unit.ts'
import { loadReservations } from '../scsi/persistent-reservations.ts'
import type { DeviceGroup } from './device-group.ts'
import type { StoreRequest, VirtualHandler } from './handler.ts'
import type { Lun } from './lun-map.ts'
import type { LunNexus } from './lun-nexus.ts'
import type { Scst } from './scst.ts'
import { NullStore } from './stores/null.ts'
import { type KeptFile, openStateFile } from './stores/state-file.ts'

export type ThreadsPoolType = 'per_initiator' | 'shared'

/** What a device is besides a logical unit. */
interface DeviceOptions {
  readonly id: number
  readonly filename: ByteString | undefined
  readonly active: boolean
  readonly async: boolean
  readonly direct: boolean
  readonly bindAluaState: boolean
  readonly numaNodeId: number
  /** Bytes that were asked for when it was made. */
  readonly size: bigint | undefined
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
  readonly direct: boolean
  bindAluaState: boolean
  numaNodeId: number
  threadsNum: number
  threadsPoolType: ThreadsPoolType = 'per_initiator'
  /** nullio: kept and shown; reads answer zeros in any case. */
  readZero = false
  /** Where reservations are kept; undefined: the default place. */
  prFileName: ByteString | undefined
  /** Attributes that were set, at creation or later, and so are keys whatever their value. */
  readonly marked: Set<ByteString>
  /** By link name. */
  readonly exports = new Map<ByteString, Lun>()
  deviceGroup: DeviceGroup | undefined
  /** Times that its commands are held (`block`). */
  blocks = 0
  /** Blocks whose commands in flight have not ended yet. */
  blocksPending = 0
  #exports = 0
  #active: boolean
  #opened = 0
  /** Stores that are being closed. */
  #closed: Promise<unknown> = Promise.resolve()
  /** Its size as it was last written. */
  #written: bigint

  constructor(scst: Scst, handler: VirtualHandler, lu: LogicalUnit, options: DeviceOptions) {
    this.scst = scst
    this.handler = handler
    this.lu = lu
    this.name = lu.options.name
    this.id = options.id
    this.filename = options.filename
    this.#active = options.active
    this.async = options.async
    this.direct = options.direct
    this.bindAluaState = options.bindAluaState
    this.numaNodeId = options.numaNodeId
    this.threadsNum = handler.threadsNum ?? 0
    this.marked = new Set(options.given)
    this.#written = options.size ?? 0n
  }

  get active(): boolean {
    return this.#active
  }

  /** A session has it as a LUN; copy_manager's counts. */
  get isInUse(): boolean {
    return this.lu.nexuses.size > 0
  }

  /** export0, export1, …: never used twice. */
  nextExportName(): ByteString {
    return `export${this.#exports++}`
  }

  /**
   * Opens the backing store unless it is open or the device inactive. Fails with the system's error; one that is still
   * being closed may keep others off (O_EXCL), itself included.
   */
  async open(): Promise<void> {
    this.#opened++
    await this.#closed
    if (this.#active && !this.lu.store) this.lu.store = await this.handler.open(this.#request(this.filename))
  }

  /** Resolves when no store of the device is open any more. */
  async close(): Promise<void> {
    const closing = this.lu.closeStore()
    this.#closed = Promise.allSettled([this.#closed, closing])
    await this.#closed
    return closing
  }

  /**
   * Closes the store when the commands in flight have ended, copies of others onto it too, unless a LUN is left then, or
   * about to be added.
   */
  closeUnused(busy: readonly LunNexus[]): void {
    if (this.exports.size > 0) return
    const opened = this.#opened
    Promise.all([...busy.map((nexus) => nexus.idle()), this.lu.tasks.drained()])
      .then(() => (this.exports.size > 0 || this.#opened !== opened ? undefined : this.close()))
      .catch((error: unknown) => this.scst.log.error(`Closing device ${this.name} failed: ${String(error)}`))
  }

  /** Inactive: the store is closed, the size kept. Activating fails with the error of the open. */
  async activate(on: boolean): Promise<void> {
    if (on === this.#active) return
    this.#active = on
    if (!on) return this.#whileQuiet(() => (this.#active ? undefined : this.close()))
    try {
      await this.open()
    } catch (error) {
      this.#active = false
      throw error
    }
    if (this.lu.size === 0 && this.lu.store) this.lu.size = this.lu.store.size
  }

  /** In bytes, to the last one, which the unit's number does not hold above 2^53. */
  get size(): bigint {
    return Number(this.#written) === this.lu.size ? this.#written : BigInt(this.lu.size)
  }

  /** A new size, which initiators are told of. */
  resize(bytes: bigint): void {
    this.#written = bytes
    const size = Number(bytes)
    if (this.lu.store instanceof NullStore) this.lu.store.size = size
    this.lu.resize(size)
  }

  /** Another medium, or none. The old one stays when the new one cannot be opened. */
  async changeMedium(filename: ByteString | undefined): Promise<void> {
    const store = await this.handler.open(this.#request(filename))
    await this.#whileQuiet(() => {
      const old = this.lu.store
      this.filename = filename
      this.lu.changeMedium(store, store?.size ?? 0)
      return old?.close()
    })
  }

  /** Holds its commands; resolves when those in flight have ended. */
  async block(): Promise<void> {
    this.blocks++
    this.blocksPending++
    this.lu.tasks.hold()
    await this.lu.tasks.drained()
    this.blocksPending--
  }

  unblock(): void {
    if (this.blocks === 0) return
    this.blocks--
    this.lu.tasks.release()
  }

  /** It is no device any more: nobody can unblock or resume it, and commands that wait must end. */
  letGo(): void {
    while (this.blocks > 0) this.unblock()
    for (let n = 0; n < this.scst.suspended; n++) this.lu.tasks.resume()
  }

  /**
   * Reservations are kept in the default place, and those that it has count. What is damaged there must neither keep the
   * device from its initiators nor be lost: it is set aside.
   */
  keepReservations(): void {
    const file = this.scst.savedReservations(this.name)
    try {
      this.#keepIn(file)
    } catch (error) {
      this.#keepIn(this.#cleared(file!, error as Error))
    }
  }

  /** Another file, undefined: the default one. One that cannot be loaded is refused, and nothing changes. */
  keepReservationsIn(path: ByteString | undefined): void {
    const file = path === undefined ? this.scst.savedReservations(this.name) : openStateFile(path)
    try {
      this.#keepIn(file)
    } catch (error) {
      this.scst.log.error(`${this.name}: reservations cannot be loaded: ${(error as Error).message}`)
      throw error
    }
    this.prFileName = path
  }

  #keepIn(file: KeptFile | undefined): void {
    this.lu.keepReservations(file, file && loadReservations(file))
  }

  /** Free for new reservations; undefined: it cannot be made so. */
  #cleared(file: KeptFile, { message }: Error): KeptFile | undefined {
    const { log } = this.scst
    const loss = `${this.name}: reservations cannot be loaded: ${message}`
    try {
      log.error(`${loss}; kept aside as ${file.setAside()}`)
      return file
    } catch (error) {
      log.error(`${loss}; none are kept: ${(error as Error).message}`)
      return undefined
    }
  }

  /** Between commands: those in flight end first, those that come wait. A file must not close under a read. */
  async #whileQuiet(work: () => Promise<void> | undefined): Promise<void> {
    const { tasks } = this.lu
    tasks.hold()
    try {
      if (tasks.active > 0) await this.scst.whenEnded(tasks.active, tasks.drained())
      await work()
    } finally {
      tasks.release()
    }
  }

  #request(filename: ByteString | undefined): StoreRequest {
    const { readOnly, writeThrough, thinProvisioned } = this.lu.options
    const { direct } = this
    return { filename, readOnly, writeThrough, direct, thin: thinProvisioned, size: this.lu.size }
  }
}
