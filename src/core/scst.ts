import { cpus } from 'node:os'
import type { ByteString } from '../lib/bytes.ts'
import { type Log, silent } from '../lib/log.ts'
import { Refusal } from '../lib/refusal.ts'
import { CopyManager } from './copy-manager.ts'
import type { Device } from './device.ts'
import { DeviceGroup } from './device-group.ts'
import type { TargetDriver } from './driver.ts'
import { Gate } from './gate.ts'
import type { DeviceHandler } from './handler.ts'
import { RelTgtIds } from './rel-tgt-ids.ts'
import { defaultSettings, type Settings } from './settings.ts'
import type { Target } from './target.ts'
import { WorkQueue } from './work-queue.ts'

export interface ScstOptions {
  readonly log?: Log
  /** Processors that masks and defaults speak of; this machine's when absent. */
  readonly cpus?: number
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
  readonly copyManager: CopyManager
  readonly relTgtIds: RelTgtIds
  readonly queue = new WorkQueue()
  /** Closed: no command of any device is processed (`suspend`). */
  readonly gate = new Gate()
  /** Result of the last queued change: 0 or a negative error number. */
  lastResult = 0
  #devices = 0

  constructor(options: ScstOptions = {}) {
    this.log = options.log ?? silent
    this.cpus = options.cpus ?? cpus().length
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

  deleteDeviceGroup(name: ByteString): void {
    const group = this.deviceGroups.get(name)
    if (!group) throw new Refusal('EINVAL')
    for (const targetGroup of group.targetGroups.values()) group.setState(targetGroup, 'active')
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
