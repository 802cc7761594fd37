import { cpus } from 'node:os'
import type { ByteString } from '../lib/bytes.ts'
import { endsWithin, Overdue } from '../lib/deadline.ts'
import { type Log, silent } from '../lib/log.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Extensions } from '../scsi/logical-unit.ts'
import type { BufferShelf } from './buffer-shelf.ts'
import { CopyManager } from './copy-manager.ts'
import type { Device } from './device.ts'
import { DeviceGroup } from './device-group.ts'
import type { TargetDriver } from './driver.ts'
import type { DeviceHandler } from './handler.ts'
import { RelTgtIds } from './rel-tgt-ids.ts'
import { defaultSettings, type Settings } from './settings.ts'
import { type KeptFile, openStateFile } from './stores/state-file.ts'
import type { Target } from './target.ts'
import { TraceLevels } from './trace-levels.ts'
import { WorkQueue } from './work-queue.ts'

/** How long devices may take to be flushed in the end, in seconds: service managers kill after 90. */
const FLUSH_PATIENCE = 60

export interface ScstOptions {
  readonly log?: Log
  /** Processors that masks and defaults speak of; this machine's when absent. */
  readonly cpus?: number
  /** Where reservations (`pr/`) and saved mode parameters (`vdev_mode_pages/`) are kept; nowhere when absent. */
  readonly stateDirectory?: ByteString | undefined
  /** What devices do beyond SCST. */
  readonly extensions?: Extensions | undefined
}

/** The registry of SCST's objects: handlers, devices, drivers with their targets, device groups, settings. */
export class Scst {
  readonly log: Log
  readonly cpus: number
  readonly settings: Settings
  readonly handlers = new Map<ByteString, DeviceHandler>()
  /** In creation order. */
  readonly devices = new Map<ByteString, Device>()
  readonly drivers = new Map<ByteString, TargetDriver>()
  readonly deviceGroups = new Map<ByteString, DeviceGroup>()
  readonly extensions: Extensions | undefined
  readonly copyManager: CopyManager
  readonly traceLevels = new TraceLevels()
  /** What connections keep their data in. */
  readonly buffers: BufferShelf[] = []
  readonly relTgtIds: RelTgtIds
  readonly queue = new WorkQueue()
  /** Result of the last queued change: 0 or a negative error number. */
  lastResult = 0
  readonly #stateDirectory: ByteString | undefined
  #devices = 0
  #suspended = 0

  constructor(options: ScstOptions = {}) {
    this.log = options.log ?? silent
    this.cpus = options.cpus ?? cpus().length
    this.#stateDirectory = options.stateDirectory
    this.extensions = options.extensions
    this.settings = defaultSettings(this.cpus)
    this.relTgtIds = new RelTgtIds(this)
    this.copyManager = new CopyManager(this)
    this.drivers.set(this.copyManager.name, this.copyManager)
  }

  /** A mask with every processor. */
  get allCpus(): bigint {
    return (1n << BigInt(this.cpus)) - 1n
  }

  /** Numbers of devices count attempts, also failed ones. */
  nextDeviceId(): number {
    return ++this.#devices
  }

  /** Times that all commands of all devices are held. */
  get suspended(): number {
    return this.#suspended
  }

  /** Resolves when the commands in flight have ended. */
  async suspend(): Promise<void> {
    this.#suspended++
    const sets = Array.from(this.devices.values(), ({ lu }) => lu.tasks)
    for (const tasks of sets) tasks.suspend()
    const commands = sets.reduce((sum, { active }) => sum + active, 0)
    if (commands > 0) await this.whenEnded(commands, Promise.all(sets.map((tasks) => tasks.drained())))
  }

  /** Says in the log that a change waits for commands in flight, and when they have ended. */
  async whenEnded(commands: number, ended: Promise<unknown>): Promise<void> {
    this.log.info(`Waiting for ${commands} active commands to complete...`)
    await ended
    this.log.info('All active commands completed')
  }

  /** False when nothing was suspended. */
  resume(): boolean {
    if (this.#suspended === 0) return false
    this.#suspended--
    for (const { lu } of this.devices.values()) lu.tasks.resume()
    return true
  }

  /** While it is on, sessions keep how long their commands take; switching it off forgets that. */
  measureLatency(on: boolean): void {
    this.settings.measureLatency = on
    if (on) return
    for (const { targets } of this.drivers.values()) {
      for (const { sessions } of targets.values()) {
        for (const { latency } of sessions.values()) latency.clear()
      }
    }
  }

  /** A new device: it is held like all others while they are, and the copy manager takes it. */
  async adopt(device: Device): Promise<void> {
    await this.copyManager.adopt(device)
    // At once with its name: who suspends or resumes afterwards finds it among the others.
    for (let n = 0; n < this.#suspended; n++) device.lu.tasks.suspend()
    this.devices.set(device.name, device)
  }

  savedModes(device: ByteString): KeptFile | undefined {
    return this.#stateFile('vdev_mode_pages', device)
  }

  savedReservations(device: ByteString): KeptFile | undefined {
    return this.#stateFile('pr', device)
  }

  /**
   * Everything is written and closed; sessions must have ended. A device that fails, or takes more than so many
   * seconds, keeps no other: what became of the first such is thrown when all have been tried.
   */
  async close(patience = FLUSH_PATIENCE): Promise<void> {
    const devices = [...this.devices.values()]
    const results = await Promise.allSettled(devices.map((device) => closeDevice(device, patience)))
    const reasons: unknown[] = results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
    for (const reason of reasons) this.log.error((reason as Error).message)
    if (reasons.length > 0) throw reasons[0]
  }

  #stateFile(folder: string, name: ByteString): KeptFile | undefined {
    return this.#stateDirectory === undefined
      ? undefined
      : openStateFile(`${this.#stateDirectory}/${folder}/${name}`)
  }

  /** The target of that name, in whichever driver has it. */
  findTarget(name: ByteString): Target | undefined {
    for (const { targets } of this.drivers.values()) {
      const target = targets.get(name)
      if (target) return target
    }
    return undefined
  }

  /** Every session to the group its initiator belongs to, after groups or patterns changed. */
  reassignSessions(): void {
    for (const { targets } of this.drivers.values()) {
      for (const target of targets.values()) target.reassignSessions()
    }
  }

  createDeviceGroup(name: ByteString): DeviceGroup {
    if (this.deviceGroups.has(name)) throw new Refusal('EEXIST')
    const group = new DeviceGroup(this, name)
    this.deviceGroups.set(name, group)
    return group
  }

  /** Every port is as good as any other again. */
  async deleteDeviceGroup(name: ByteString): Promise<void> {
    const group = this.deviceGroups.get(name)
    if (!group) throw new Refusal('EINVAL')
    for (const targetGroup of group.targetGroups.values()) await group.setState(targetGroup, 'active')
    for (const device of group.devices.values()) group.removeDevice(device)
    this.deviceGroups.delete(name)
  }

  /** Takes a target out of every target group that has it as a local one. */
  forgetTarget(target: Target): void {
    for (const { targetGroups } of this.deviceGroups.values()) {
      for (const { members } of targetGroups.values()) {
        if (members.get(target.name)?.target === target) members.delete(target.name)
      }
    }
  }
}

async function closeDevice(device: Device, patience: number): Promise<void> {
  const inTime = await endsWithin(patience, flushAndClose(device)).catch((cause: unknown) => {
    throw new Error(`${device.name}: what was written may be lost: ${(cause as Error).message}`, { cause })
  })
  if (!inTime) throw new Overdue(`${device.name}: not flushed after ${patience} s`)
}

async function flushAndClose(device: Device): Promise<void> {
  const { lu } = device
  try {
    if (!lu.options.readOnly) await lu.store?.flush()
  } finally {
    await device.close()
  }
}
