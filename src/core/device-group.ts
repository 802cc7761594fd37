import type { ByteString } from '../lib/bytes.ts'
import { Refusal } from '../lib/refusal.ts'
import type { ITLNexus } from '../scsi/itl-nexus.ts'
import type { AluaGroups, AluaState, TargetPort, TargetPortGroup } from '../scsi/nexus.ts'
import type { Device } from './device.ts'
import type { Scst } from './scst.ts'
import type { Target } from './target.ts'

/** A target's place in a target group: local, or the port of another SCST under its name. */
export interface Member {
  readonly name: ByteString
  /** Decided once, when it is added. */
  readonly target: Target | undefined
  /** Of a remote target. */
  relTgtId: number
}

/** Ports that share an asymmetric access state (SPC-4 §5.15). */
export class TargetGroup {
  readonly name: ByteString
  /** 0: not set. */
  groupId = 0
  preferred = false
  state: AluaState = 'active'
  readonly members = new Map<ByteString, Member>()

  constructor(name: ByteString) {
    this.name = name
  }
}

/** Devices that share target port groups. A device is in one device group at most. */
export class DeviceGroup implements AluaGroups {
  readonly scst: Scst
  readonly name: ByteString
  readonly devices = new Map<ByteString, Device>()
  readonly targetGroups = new Map<ByteString, TargetGroup>()

  constructor(scst: Scst, name: ByteString) {
    this.scst = scst
    this.name = name
  }

  state(port: TargetPort): AluaState {
    return this.#groupOf(port)?.state ?? 'active'
  }

  groupId(port: TargetPort): number {
    return this.#groupOf(port)?.groupId ?? 0
  }

  groups(): readonly TargetPortGroup[] {
    return [...this.targetGroups.values()].map(({ groupId, state, preferred, members }) => ({
      groupId,
      state,
      preferred,
      relTgtIds: [...members.values()].map(({ target, relTgtId }) => target?.relTgtId ?? relTgtId),
    }))
  }

  /** Relative target port identifiers of the ports of other SCSTs. */
  *remotePorts(): Iterable<number> {
    for (const { members } of this.targetGroups.values())
      for (const { target, relTgtId } of members.values()) if (!target) yield relTgtId
  }

  /** SET TARGET PORT GROUPS. */
  set(changes: readonly { groupId: number; state: AluaState }[], issuer?: ITLNexus): boolean {
    const found = changes.map(({ groupId, state }) => ({ group: this.#withId(groupId), state }))
    if (found.some(({ group }) => !group)) return false
    for (const { group, state } of found) if (group) void this.setState(group, state, issuer)
    return true
  }

  addDevice(device: Device): void {
    this.devices.set(device.name, device)
    device.deviceGroup = this
    device.lu.alua = this
  }

  removeDevice(device: Device): void {
    this.devices.delete(device.name)
    device.deviceGroup = undefined
    device.lu.alua = undefined
  }

  createTargetGroup(name: ByteString): TargetGroup {
    if (this.targetGroups.has(name)) throw new Refusal('EEXIST')
    const group = new TargetGroup(name)
    this.targetGroups.set(name, group)
    return group
  }

  deleteTargetGroup(name: ByteString): void {
    if (!this.targetGroups.delete(name)) throw new Refusal('EINVAL')
  }

  /** The target group that holds a target of that name. */
  holderOf(target: ByteString): TargetGroup | undefined {
    for (const group of this.targetGroups.values()) if (group.members.has(target)) return group
    return undefined
  }

  /** Raises ASYMMETRIC ACCESS STATE CHANGED; resolves when the devices that follow the state have been switched. */
  async setState(group: TargetGroup, state: AluaState, issuer?: ITLNexus): Promise<void> {
    if (group.state === state) return
    group.state = state
    this.scst.log.info(`Changed ALUA state of ${this.name}/${group.name} into ${state}`)
    if (state !== 'transitioning') this.#raise(group, issuer)
    const bound = [...this.devices.values()].filter((device) => isBound(device, group))
    await Promise.all(bound.map((device) => this.#switch(device, state)))
  }

  setPreferred(group: TargetGroup, preferred: boolean): void {
    if (group.preferred === preferred) return
    this.scst.log.info(
      `Changed preferred state of ${this.name}/${group.name} from ${+group.preferred} into ${+preferred}`,
    )
    group.preferred = preferred
    this.#raise(group)
  }

  /** For everybody but the one who asked for it. */
  #raise(group: TargetGroup, issuer?: ITLNexus): void {
    for (const { target } of group.members.values()) {
      for (const session of target?.sessions.values() ?? []) {
        for (const nexus of session.luns.values()) {
          if (nexus !== issuer && this.devices.has(nexus.device.name))
            session.raise('ASYMMETRIC ACCESS STATE CHANGED', nexus.lun)
        }
      }
    }
  }

  async #switch(device: Device, state: AluaState): Promise<void> {
    try {
      await device.activate(state === 'active' || state === 'nonoptimized')
    } catch (error) {
      this.scst.log.error(`dev ${device.name}: Activating failed: ${String(error)}`)
    }
  }

  #groupOf(port: TargetPort): TargetGroup | undefined {
    for (const group of this.targetGroups.values()) {
      if (group.members.get(port.name)?.target === port) return group
    }
    return undefined
  }

  #withId(groupId: number): TargetGroup | undefined {
    for (const group of this.targetGroups.values()) if (group.groupId === groupId) return group
    return undefined
  }
}

/** Where a remote port shares the state, only a device that is in use here through a local one follows it. */
function isBound(device: Device, { members }: TargetGroup): boolean {
  if (!device.bindAluaState) return false
  const targets = [...members.values()].map(({ target }) => target)
  if (!targets.includes(undefined)) return true
  return [...device.lu.nexuses].some(({ nexus }) => targets.some((target) => target === nexus.port))
}
