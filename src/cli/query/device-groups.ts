import { ReadError } from '../../admin/read-error.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { dashes, isGiven, nameList, type Query, widest } from './listing.ts'

/** -list_dgrp: all by name, or one with its devices and target groups. */
export const listDeviceGroups: Query = (running, { name }) => {
  if (isGiven(name)) {
    const devices = orNone(() => running.deviceGroupDevices(name))
    const targetGroups = orNone(() => running.targetGroups(name))
    return {
      text: `${nameList('Devices', devicesRuler(devices), devices)}\n${targetGroupList(targetGroups)}`,
      found: { devices, targetGroups },
    }
  }
  const groups = running.deviceGroups().sort()
  const rows = groups.map((group) => `\t${group}\n\n`)
  return {
    text: `\tDevice Group\n${dashes(widest(groups, 'Device Group'.length))}${rows.join('')}`,
    found: groups,
  }
}

/** -list_tgrp: the target groups of a device group, or the targets of one. */
export const listTargetGroups: Query = (running, { name, deviceGroup = '' }) => {
  if (isGiven(name)) return listTargetGroup(running, { name, deviceGroup }, { nonKey: false })
  if (isGiven(deviceGroup)) {
    const targetGroups = orNone(() => running.targetGroups(deviceGroup))
    return { text: `\n${targetGroupList(targetGroups)}`, found: targetGroups }
  }
  const groups = running.deviceGroups().sort()
  const rows = groups.map(
    (group) => `\t${group}\n\n\n${targetGroupList(running.targetGroups(group), '\t\t')}`,
  )
  return {
    text: `\tDevice Group\n${dashes(widest(groups, 'Device Group'.length))}${rows.join('')}`,
    found: Object.fromEntries(groups.map((group) => [group, running.targetGroups(group)])),
  }
}

/** The targets of one target group. */
export const listTargetGroup: Query = (running, { name, deviceGroup = '' }) => {
  const targets = orNone(() => running.targetGroupTargets(deviceGroup, name)).sort()
  return { text: nameList('Targets', widest(targets, 'Targets'.length), targets), found: targets }
}

const targetGroupList = (names: readonly ByteString[], indent = '\t'): ByteString =>
  nameList('Target Groups', widest(names, 'Device Group'.length), names, indent)

/** The original measures against 6 but then draws 7. */
function devicesRuler(devices: readonly ByteString[]): number {
  const longest = widest(devices)
  return longest < 6 ? 7 : longest
}

/** An unknown group reads as an empty one. */
function orNone(read: () => ByteString[]): ByteString[] {
  try {
    return read()
  } catch (error) {
    if (error instanceof ReadError) return []
    throw error
  }
}
