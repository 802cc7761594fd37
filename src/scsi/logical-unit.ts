import type { ByteString } from '../lib/bytes.ts'
import type { Log } from '../lib/log.ts'
import type { BackingStore } from './backing-store.ts'
import { FlushFailures } from './flush-failures.ts'
import type { ITLNexus } from './itl-nexus.ts'
import { ModeParameters } from './mode-parameters.ts'
import type { AluaGroups, TargetPort } from './nexus.ts'
import {
  isHolder,
  NO_RESERVATIONS,
  type PrState,
  parsePrState,
  printPrState,
  type Registrant,
  registrantOf,
} from './persistent-reservations.ts'
import { checkCondition, SENSE, type SenseCode, type SenseName } from './sense.ts'
import type { StateFile } from './state-file.ts'
import { TaskSet } from './task-set.ts'
import { raiseOn } from './unit-attention.ts'

/** SPC peripheral device types that we serve. */
export const DEVICE_TYPE = { DISK: 0x00, CDROM: 0x05 } as const

/** What INQUIRY shows of a logical unit. Empty text: not set. */
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

/** Fixed when the device is made. */
export interface LogicalUnitOptions {
  readonly name: ByteString
  /** DEVICE_TYPE */
  readonly type: number
  /** Nothing is kept (nullio): flushes and write-through have no meaning. */
  readonly volatile?: boolean
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
  /** Where saved mode parameters outlive the process; without it MODE SELECT cannot save. */
  readonly savedModes?: StateFile | undefined
  /** Unexpected failures go here. */
  readonly log?: Log | undefined
  /** Other devices that EXTENDED COPY may name. */
  readonly copyManager?: CopyManager | undefined
  /** Relative target port identifiers of a protocol, remote ones included (ALL_TG_PT). */
  readonly relTgtIds?: ((protocol: number | undefined) => readonly number[]) | undefined
  /** Our own extensions, off unless the daemon's settings say otherwise. */
  readonly extensions?: Extensions | undefined
}

export interface Extensions {
  readonly sanitize?: boolean | undefined
  /** LBPRZ: unmapped blocks are known to read as zeros. */
  readonly unmappedReadsZeros?: boolean | undefined
  /** MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT instead of FFFFFFFFh. */
  readonly maxUnmapDescriptors?: number | undefined
  /** FORMAT UNIT of a thick unit writes zeros. */
  readonly formatWritesZeros?: boolean | undefined
}

/** What EXTENDED COPY must know of the devices around it. */
export interface CopyManager {
  devices(): Iterable<LogicalUnit>
  /** Devices that the asking initiator has no LUN of may be named (`allow_not_connected_copy`). */
  readonly allowNotConnected: boolean
}

/** Work that outlives its command: everything else is refused with the sense while it runs. */
export interface BackgroundWork {
  readonly sense: SenseCode
  /** Of 65536. */
  progress: number
}

/**
 * The device server's side of a device: identity, capacity, mode parameters, reservations, unit attentions, task set.
 * One for each device, shared by all sessions. `core/device.ts` owns it; the tree reads and writes its fields.
 */
export class LogicalUnit {
  readonly options: LogicalUnitOptions
  readonly identity: Identity
  readonly modes: ModeParameters
  readonly tasks: TaskSet
  /** Member of a device group. */
  alua: AluaGroups | undefined
  explAlua = false
  lbPerPbExp = true
  clusterMode = false
  /** OPTIMAL TRANSFER LENGTH in bytes. */
  optTransLen = 524288
  /** Commands in process for one nexus; 0: no limit. */
  maxTgtDevCommands = 64
  readonly nexuses = new Set<ITLNexus>()
  /** Holder of a RESERVE(6/10). */
  reservedBy: ITLNexus | undefined
  /** Nexuses that forbid removal of the medium. */
  readonly preventing = new Set<ITLNexus>()
  /** Media that came or went. */
  mediumChanges = 0
  /** Nobody has been told yet that there is another medium: who comes now is. */
  mediumIsNews = false
  #ejected = false
  background: BackgroundWork | undefined
  /** A SANITIZE began and did not end well: nothing is readable until another does. */
  sanitizeFailed = false
  /** Nexuses that an ACA condition stands for. */
  readonly aca = new Set<ITLNexus>()
  #store: BackingStore | undefined
  #size: number
  #blocks: number
  #pr: PrState = NO_RESERVATIONS
  #prFile: StateFile | undefined
  readonly #flushFailures = new FlushFailures()

  constructor(options: LogicalUnitOptions, identity: Identity, size: number) {
    this.options = options
    this.identity = identity
    this.tasks = new TaskSet(options.tst, options.blockSize)
    this.modes = new ModeParameters(
      options.name,
      { writeThrough: options.writeThrough ? 1 : 0 },
      options.savedModes,
    )
    this.tasks.restricted = this.modes.current.queueAlg === 0
    this.#size = size
    this.#blocks = Math.floor(size / options.blockSize)
  }

  /** undefined while closed (`active` 0, no medium). */
  get store(): BackingStore | undefined {
    return this.#store
  }

  set store(store: BackingStore | undefined) {
    this.#store = store
    this.tasks.medium = store?.medium
  }

  /** A medium is in; a disk whose store is closed still has one. */
  get present(): boolean {
    return !this.#ejected && (this.options.type === DEVICE_TYPE.DISK || this.#store !== undefined)
  }

  /** The medium can be reached. */
  get ready(): boolean {
    return this.#store !== undefined && !this.#ejected
  }

  /** Bytes; kept while the store is closed. */
  get size(): number {
    return this.#size
  }

  /** Logical blocks. */
  get blocks(): number {
    return this.#blocks
  }

  /** A new size at once, without a word to anybody. */
  set size(bytes: number) {
    this.#size = bytes
    this.#blocks = Math.floor(bytes / this.options.blockSize)
  }

  /** A new size that initiators are told of. */
  resize(bytes: number): void {
    this.size = bytes
    if (this.options.type === DEVICE_TYPE.DISK) this.raise('CAPACITY DATA HAS CHANGED')
  }

  /** An initiator ejected the medium; the store stays for a load. */
  get ejected(): boolean {
    return this.#ejected
  }

  set ejected(out: boolean) {
    if (this.#ejected !== out) this.mediumChanges++
    this.#ejected = out
  }

  /** A medium is in the drive (or, without store, none is): whoever has it as a LUN is told of a new one. */
  changeMedium(store: BackingStore | undefined, size: number): void {
    this.store = store
    this.size = size
    this.#ejected = false
    this.mediumChanges++
    this.mediumIsNews = store !== undefined
    if (store !== undefined) this.raise('MEDIUM MAY HAVE CHANGED')
  }

  /** WCE off, as configured or by MODE SELECT: data are stable before GOOD. */
  get writeThrough(): boolean {
    return this.modes.current.writeThrough === 1 && !this.options.nvCache
  }

  /** For everybody; a mapping may add to it (`ITLNexus`). */
  get isWriteProtected(): boolean {
    return this.options.readOnly || this.modes.current.swp === 1
  }

  /**
   * Everything written is on stable storage; fails for the nexus that asks, too, when an earlier one failed that it does
   * not know of.
   */
  async flush(asking?: ITLNexus): Promise<void> {
    try {
      await this.#flushFailures.flush(
        () => this.#store?.flush(),
        () => this.#writers(),
      )
    } catch (error) {
      if (asking !== undefined) this.#flushFailures.tell(asking)
      throw error
    }
    if (asking !== undefined && this.#flushFailures.tell(asking))
      throw checkCondition('PERIPHERAL DEVICE WRITE FAULT')
  }

  /** Nobody uses the store any more. What could not be written on the way out counts as a failed flush. */
  async closeStore(): Promise<void> {
    const store = this.#store
    this.store = undefined
    await this.#flushFailures.flush(
      () => store?.close(),
      () => this.#writers(),
    )
  }

  *#writers(): Iterable<ITLNexus> {
    for (const nexus of this.nexuses) if (nexus.hasWritten) yield nexus
  }

  /** Takes a nexus on. With its predecessor (session reinstatement) reservations move over. */
  attach(nexus: ITLNexus, predecessor?: ITLNexus): void {
    this.nexuses.add(nexus)
    nexus.mediumSeen = this.mediumChanges
    this.#recognise(nexus)
    if (predecessor === undefined) nexus.attend(SENSE['POWER ON, RESET, OR BUS DEVICE RESET OCCURRED'])
    else {
      nexus.attend(SENSE['I_T NEXUS LOSS OCCURRED'])
      if (this.reservedBy === predecessor) this.reservedBy = nexus
    }
    if (this.mediumIsNews) nexus.attend(SENSE['MEDIUM MAY HAVE CHANGED'])
  }

  /** Nexus loss (SAM-5 6.3.4). Its tasks must have ended; registrations stay. */
  detach(nexus: ITLNexus): void {
    this.nexuses.delete(nexus)
    const { volatile, nvCache } = this.options
    const mayLose = nexus.hasWritten && !volatile && !nvCache
    // Nobody asked for this flush; whom a failure concerns is kept.
    if (this.#flushFailures.departs(nexus, mayLose)) this.flush().catch(() => {})
    this.preventing.delete(nexus)
    if (this.reservedBy === nexus) this.reservedBy = undefined
    this.aca.delete(nexus)
  }

  /** What a reset clears (SAM-5 6.3.3); its tasks have been aborted. Persistent reservations stay. */
  reset(): void {
    this.reservedBy = undefined
    this.aca.clear()
    this.preventing.clear()
    this.modes.restore()
    this.tasks.restricted = this.modes.current.queueAlg === 0
    this.raise('POWER ON, RESET, OR BUS DEVICE RESET OCCURRED')
  }

  /** Queues a unit attention on every nexus but `except`, or on those that `only` names. */
  raise(name: SenseName, except?: ITLNexus, only?: (nexus: ITLNexus) => boolean): void {
    for (const nexus of this.nexuses)
      if (nexus !== except && (only === undefined || only(nexus))) raiseOn(nexus, name)
  }

  get reservations(): PrState {
    return this.#pr
  }

  /** Text of the tree's `pr_state`. */
  prState(): ByteString {
    return printPrState(this.#pr)
  }

  /** A write of `pr_state`; false when the text is none. */
  restorePrState(text: ByteString): boolean {
    const state = parsePrState(text)
    if (state === undefined) return false
    this.#adopt(state)
    return true
  }

  /** Registrations that a file keeps (`pr_file_name`), loaded now and written from now on. */
  keepReservations(file: StateFile | undefined, state: PrState | undefined): void {
    this.#prFile = file
    if (state !== undefined) this.#adopt(state)
  }

  /** The state after a PERSISTENT RESERVE OUT; on stable storage first where APTPL says so, nothing changed otherwise. */
  async commitReservations(state: PrState): Promise<void> {
    const kept = state.aptpl && state.registrants.length > 0
    const wasKept = this.#pr.aptpl && this.#pr.registrants.length > 0
    if (kept || wasKept) await this.#prFile?.write(kept ? printPrState(state) : undefined)
    this.#adopt(state)
  }

  /** The port through which a nexus is registered. */
  registrantAt(port: TargetPort, transportId: Uint8Array): Registrant | undefined {
    return registrantOf(this.#pr, transportId, port.relTgtId)
  }

  holdsReservation(nexus: ITLNexus): boolean {
    return isHolder(this.#pr, nexus.registrant)
  }

  #adopt(state: PrState): void {
    this.#pr = state
    for (const nexus of this.nexuses) this.#recognise(nexus)
  }

  #recognise(nexus: ITLNexus): void {
    const { transportId, port } = nexus.nexus
    nexus.registrant = transportId.length === 0 ? undefined : this.registrantAt(port, transportId)
  }
}
