import type { ByteString } from '../lib/bytes.ts'
import { deviceElsewhere, missing, present } from './cause.ts'
import { absent, command, type Operation } from './operation.ts'

export const addDeviceGroup = (deviceGroup: ByteString): Operation =>
  command(
    'device_groups/mgmt',
    `create ${deviceGroup}`,
    `Adding new device group '${deviceGroup}'`,
    [present(`device_groups/${deviceGroup}`, 121)],
    122,
    [deviceGroup],
  )

export const removeDeviceGroup = (deviceGroup: ByteString): Operation =>
  command(
    'device_groups/mgmt',
    `del ${deviceGroup}`,
    `Removing device group '${deviceGroup}'`,
    absent({ kind: 'deviceGroup', deviceGroup }),
    123,
    [deviceGroup],
  )

export const addGroupDevice = (deviceGroup: ByteString, device: ByteString): Operation =>
  command(
    `device_groups/${deviceGroup}/devices/mgmt`,
    `add ${device}`,
    `Adding new device group/device '${deviceGroup}/${device}'`,
    [
      ...absent({ kind: 'deviceGroup', deviceGroup }),
      missing(`devices/${device}`, 20),
      present(`device_groups/${deviceGroup}/devices/${device}`, 133),
      deviceElsewhere(deviceGroup, device, 138),
    ],
    130,
    [deviceGroup, device],
  )

export const removeGroupDevice = (deviceGroup: ByteString, device: ByteString): Operation =>
  command(
    `device_groups/${deviceGroup}/devices/mgmt`,
    `del ${device}`,
    `Removing device '${device}' from target group '${deviceGroup}'`,
    [
      ...absent({ kind: 'deviceGroup', deviceGroup }),
      missing(`devices/${device}`, 20),
      missing(`device_groups/${deviceGroup}/devices/${device}`, 132),
    ],
    131,
    [deviceGroup, device],
  )

export const addTargetGroup = (deviceGroup: ByteString, targetGroup: ByteString): Operation =>
  command(
    `device_groups/${deviceGroup}/target_groups/mgmt`,
    `add ${targetGroup}`,
    `Adding new target group '${targetGroup}' to device group '${deviceGroup}'`,
    [
      ...absent({ kind: 'deviceGroup', deviceGroup }),
      present(`device_groups/${deviceGroup}/target_groups/${targetGroup}`, 137),
    ],
    134,
    [deviceGroup, targetGroup],
  )

export const removeTargetGroup = (deviceGroup: ByteString, targetGroup: ByteString): Operation =>
  command(
    `device_groups/${deviceGroup}/target_groups/mgmt`,
    `del ${targetGroup}`,
    `Removing target group '${targetGroup}' from device group '${deviceGroup}'`,
    absent({ kind: 'targetGroup', deviceGroup, targetGroup }),
    135,
    [deviceGroup, targetGroup],
  )

export interface TargetGroupNames {
  readonly deviceGroup: ByteString
  readonly targetGroup: ByteString
}

export const addGroupTarget = (group: TargetGroupNames, target: ByteString): Operation => {
  const path = `device_groups/${group.deviceGroup}/target_groups/${group.targetGroup}`
  return command(
    `${path}/mgmt`,
    `add ${target}`,
    `Adding new target group/target '${group.targetGroup}/${target}' to device group '${group.deviceGroup}'`,
    [...absent({ kind: 'targetGroup', ...group }), present(`${path}/${target}`, 163)],
    160,
    [group.deviceGroup, group.targetGroup, target],
  )
}

export const removeGroupTarget = (group: TargetGroupNames, target: ByteString): Operation =>
  command(
    `device_groups/${group.deviceGroup}/target_groups/${group.targetGroup}/mgmt`,
    `del ${target}`,
    `Removing target group/target '${group.targetGroup}/${target}' from device group '${group.deviceGroup}'`,
    absent({ kind: 'targetGroupTarget', ...group, target }),
    161,
    [group.deviceGroup, group.targetGroup, target],
  )
