import {
  addDeviceGroup as add,
  addGroupDevice as addDevice,
  addGroupTarget,
  addTargetGroup as addTargets,
  removeDeviceGroup as remove,
  removeGroupDevice as removeDevice,
  removeGroupTarget,
  removeTargetGroup as removeTargets,
} from '../../admin/device-group-operation.ts'
import type { Running } from '../../admin/running.ts'
import { abort, must, say } from '../../admin/step.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { listDeviceGroups, listTargetGroup } from '../query/device-groups.ts'
import type { Change } from './change.ts'

export const addDeviceGroup: Change = function* ({ name }) {
  return { code: yield* must(add(name)) }
}

export const removeDeviceGroup: Change = function* ({ name }, { running, options }) {
  if (!options.force && running.hasObject(`device_groups/${name}`)) {
    const members = running.deviceGroupDevices(name).length + running.targetGroups(name).length
    if (members > 0) {
      yield* say(`\n${listDeviceGroups(running, { name }, options).text}`)
      yield* abort('Device group is still in use, aborting. Use -force to override.')
    }
  }
  return { code: yield* must(remove(name)) }
}

export const addDeviceGroupDevice: Change = function* ({ name, deviceGroup = '' }) {
  return { code: yield* must(addDevice(deviceGroup, name)) }
}

export const removeDeviceGroupDevice: Change = function* ({ name, deviceGroup = '' }, { running, options }) {
  const inUse = options.force ? [] : populatedTargetGroups(running, deviceGroup)
  for (const group of inUse) yield* say(`\n${targetList(running, deviceGroup, group)}`)
  if (inUse.length > 0) yield* abort('Device may still be in use, aborting. Use -force to override.')
  return { code: yield* must(removeDevice(deviceGroup, name)) }
}

export const addTargetGroup: Change = function* ({ name, deviceGroup = '' }) {
  return { code: yield* must(addTargets(deviceGroup, name)) }
}

export const removeTargetGroup: Change = function* ({ name, deviceGroup = '' }, { running, options }) {
  if (!options.force && populatedTargetGroups(running, deviceGroup).includes(name)) {
    yield* say(`\n${targetList(running, deviceGroup, name)}`)
    yield* abort('Target group is still in use, aborting. Use -force to override.')
  }
  return { code: yield* must(removeTargets(deviceGroup, name)) }
}

export const addTargetGroupTarget: Change = function* ({ name, deviceGroup = '', targetGroup = '' }) {
  return { code: yield* must(addGroupTarget({ deviceGroup, targetGroup }, name)) }
}

export const removeTargetGroupTarget: Change = function* ({ name, deviceGroup = '', targetGroup = '' }) {
  return { code: yield* must(removeGroupTarget({ deviceGroup, targetGroup }, name)) }
}

const targetList = (running: Running, deviceGroup: ByteString, name: ByteString): ByteString =>
  listTargetGroup(running, { name, deviceGroup }, { nonKey: false }).text

function populatedTargetGroups(running: Running, deviceGroup: ByteString): ByteString[] {
  if (!running.hasObject(`device_groups/${deviceGroup}`)) return []
  return running
    .targetGroups(deviceGroup)
    .sort()
    .filter((group) => running.targetGroupTargets(deviceGroup, group).length > 0)
}
