import type {
  Configuration,
  DeviceGroupConfiguration,
  TargetGroupConfiguration,
} from '../../config/configuration.ts'
import type { ByteString } from '../../lib/bytes.ts'
import {
  addDeviceGroup,
  addGroupDevice,
  addGroupTarget,
  addTargetGroup,
  removeDeviceGroup,
  removeGroupDevice,
  removeGroupTarget,
  removeTargetGroup,
} from '../device-group-operation.ts'
import { listing } from '../listing.ts'
import { counted } from '../manner.ts'
import type { Operation } from '../operation.ts'
import { setPlain } from '../rules.ts'
import { abort, isStillThere, must, type Steps, say } from '../step.ts'
import { attributesOf, type Situation, sorted } from './situation.ts'

/** Device groups with their devices and target groups; first what the file does not have, then what it has. */
export function* deviceGroups(situation: Situation): Steps<number> {
  const phase = new DeviceGroups(situation)
  yield* phase.remove()
  yield* phase.add()
  return phase.changes
}

class DeviceGroups {
  changes = 0
  readonly #situation: Situation
  readonly #desired: Configuration['deviceGroups']

  constructor(situation: Situation) {
    this.#situation = situation
    this.#desired = situation.desired.deviceGroups
  }

  *remove(): Steps {
    const { running } = this.#situation
    for (const deviceGroup of running.deviceGroups()) {
      const wanted = this.#desired.get(deviceGroup)
      if (wanted) yield* this.#removeWithin(deviceGroup, wanted)
      else yield* this.#removal(removeDeviceGroup(deviceGroup), `Device Group '${deviceGroup}'`)
    }
  }

  *#removeWithin(deviceGroup: ByteString, wanted: DeviceGroupConfiguration): Steps {
    const { running, manner } = this.#situation
    for (const device of running.deviceGroupDevices(deviceGroup)) {
      if (wanted.devices.has(device)) continue
      if (manner.force && !manner.departs('converge')) yield* this.#refuseInUse(deviceGroup)
      yield* this.#removal(
        removeGroupDevice(deviceGroup, device),
        `Device '${device}' within device group '${deviceGroup}'`,
      )
    }
    for (const targetGroup of running.targetGroups(deviceGroup).sort()) {
      const group = wanted.targetGroups.get(targetGroup)
      const names = { deviceGroup, targetGroup }
      if (!group) {
        yield* this.#removal(
          removeTargetGroup(deviceGroup, targetGroup),
          `Target Group '${deviceGroup}/${targetGroup}'`,
        )
        continue
      }
      for (const target of running.targetGroupTargets(deviceGroup, targetGroup).sort())
        if (!group.targets.has(target))
          yield* this.#removal(
            removeGroupTarget(names, target),
            `Target '${deviceGroup}/${targetGroup}/${target}'`,
          )
    }
  }

  /** The check of -rem_dgrp_dev, which the original makes here even with -force. */
  *#refuseInUse(deviceGroup: ByteString): Steps {
    const { running } = this.#situation
    let isInUse = false
    for (const targetGroup of running.targetGroups(deviceGroup).sort()) {
      const targets: ByteString[] = []
      for (const target of running.targetGroupTargets(deviceGroup, targetGroup).sort())
        if (yield* isStillThere({ kind: 'targetGroupTarget', deviceGroup, targetGroup, target }))
          targets.push(target)
      if (targets.length === 0) continue
      isInUse = true
      yield* say(`\n${listing('Targets', targets)}`)
    }
    if (isInUse) yield* abort('Device may still be in use, aborting. Use -force to override.')
  }

  *#removal(operation: Operation, name: ByteString): Steps {
    if (this.#situation.manner.force) yield* this.#change(operation)
    else yield* say(`\t-> ${name} is not in configuration. Use -force to remove.\n`)
  }

  *add(): Steps {
    const { running } = this.#situation
    for (const [deviceGroup, wanted] of sorted(this.#desired)) {
      const isNew = !running.holds('device_groups', deviceGroup)
      if (isNew) yield* this.#change(addDeviceGroup(deviceGroup))
      const devices = new Set(isNew ? [] : running.deviceGroupDevices(deviceGroup))
      for (const [device] of sorted(wanted.devices))
        if (!devices.has(device)) yield* this.#change(addGroupDevice(deviceGroup, device))
      for (const [targetGroup, group] of sorted(wanted.targetGroups))
        yield* this.#targetGroup(deviceGroup, targetGroup, group)
      const attributes = yield* attributesOf(wanted)
      if (attributes.size > 0) yield* this.#set({ kind: 'deviceGroup', deviceGroup }, attributes)
    }
  }

  *#targetGroup(deviceGroup: ByteString, targetGroup: ByteString, wanted: TargetGroupConfiguration): Steps {
    const { running } = this.#situation
    const names = { deviceGroup, targetGroup }
    const isNew = !running.holds(`device_groups/${deviceGroup}/target_groups`, targetGroup)
    if (isNew) yield* this.#change(addTargetGroup(deviceGroup, targetGroup))
    const present = new Set(isNew ? [] : running.targetGroupTargets(deviceGroup, targetGroup))
    for (const [target, section] of sorted(wanted.targets)) {
      if (!present.has(target)) yield* this.#change(addGroupTarget(names, target))
      const attributes = yield* attributesOf(section)
      if (attributes.size > 0) yield* this.#set({ kind: 'targetGroupTarget', ...names, target }, attributes)
    }
    const attributes = yield* attributesOf(wanted)
    if (attributes.size > 0) yield* this.#set({ kind: 'targetGroup', ...names }, attributes)
  }

  *#change(operation: Operation): Steps {
    this.changes += counted(yield* must(operation), this.#situation.manner)
  }

  *#set(...[ref, attributes]: [Parameters<typeof setPlain>[0], Parameters<typeof setPlain>[1]]): Steps {
    this.changes += yield* setPlain(ref, attributes, this.#situation.manner, { tellsSame: false })
  }
}
