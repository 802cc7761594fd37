import type { DeviceGroup, Member, TargetGroup } from '../core/device-group.ts'
import type { Scst } from '../core/scst.ts'
import type { ByteString } from '../lib/bytes.ts'
import { type Reader, unsigned } from '../lib/readers.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Words } from '../lib/words.ts'
import { ALUA_STATES, type AluaState } from '../scsi/nexus.ts'
import { type Attribute, Queued, value, valueLine, zeroOrOne } from './attribute.ts'
import { collides, type Directory, directory, entryName, members, subdirectories } from './directory.ts'
import { mgmt, usage } from './mgmt.ts'
import { link } from './place.ts'

/** A target group where it is. */
interface Placed {
  readonly group: DeviceGroup
  readonly targets: TargetGroup
}

const required = (words: Words): ByteString => {
  const name = words.next()
  if (name === '') throw new Refusal('EINVAL')
  return name
}

/** A name that the directory it goes to shows nothing else under. */
const free = (
  words: Words,
  present: ReadonlyMap<ByteString, unknown>,
  files: readonly ByteString[] = ['mgmt'],
): ByteString => {
  const name = required(words)
  if (collides(name, present, files)) throw new Refusal('EEXIST')
  return name
}

const always = () => true

/** 1 to 65535, of which only the first seven bytes are looked at. */
const portId: Reader<number> = (text) => {
  const id = unsigned(text.slice(0, 7))
  if (id === 0n || id > 65535n) throw new Refusal('EINVAL')
  return Number(id)
}

const CREATE_USAGE = usage('create group_name', 'del group_name')

const devicesMgmt = mgmt<DeviceGroup>({
  usage: usage('add device', 'del device'),
  firstLineOnly: true,
  verbs: {
    add(group, words) {
      const name = required(words)
      const device = group.scst.devices.get(name)
      if (device?.deviceGroup) throw new Refusal('EEXIST')
      if (!device) throw new Refusal('EINVAL')
      if (name === 'mgmt') throw new Refusal('EEXIST')
      group.addDevice(device)
    },
    del(group, words) {
      const device = group.devices.get(required(words))
      if (!device) throw new Refusal('EINVAL')
      group.removeDevice(device)
    },
  },
})

const targetGroupsMgmt = mgmt<DeviceGroup>({
  usage: CREATE_USAGE,
  firstLineOnly: true,
  verbs: {
    create: (group, words) => void group.createTargetGroup(free(words, group.targetGroups)),
    add: (group, words) => void group.createTargetGroup(free(words, group.targetGroups)),
    del: (group, words) => group.deleteTargetGroup(required(words)),
  },
})

const targetsMgmt = mgmt<Placed>({
  usage: usage('add target', 'del target'),
  firstLineOnly: true,
  verbs: {
    add({ group, targets }, words) {
      const name = free(words, targets.members, ['mgmt', 'group_id', 'preferred', 'state'])
      if (group.holderOf(name)) throw new Refusal('EEXIST')
      targets.members.set(name, { name, target: group.scst.findTarget(name), relTgtId: 0 })
    },
    /** Wherever in the device group it is. */
    del({ group }, words) {
      const name = required(words)
      const holder = group.holderOf(name)
      if (!holder) throw new Refusal('EINVAL')
      holder.members.delete(name)
    },
  },
})

const STATES = new Set<string>(Object.keys(ALUA_STATES))

const state: Attribute<Placed> = {
  mode: 0o644,
  show: ({ targets }) => valueLine(targets.state, true),
  store: ({ group, targets }, text) =>
    new Queued(() => {
      const wanted = text.split('\n', 1)[0]!
      if (!STATES.has(wanted)) throw new Refusal('EINVAL')
      return group.setState(targets, wanted as AluaState)
    }),
}

const preferred: Attribute<Placed> = {
  mode: 0o644,
  show: ({ targets }) => valueLine(targets.preferred ? '1' : '0', targets.preferred),
  store: ({ group, targets }, text) =>
    new Queued(() => group.setPreferred(targets, zeroOrOne(unsigned)(text))),
}

const remoteTarget: Directory<Member> = {
  attributes: {
    rel_tgt_id: value({
      get: ({ relTgtId }) => relTgtId,
      isKey: always,
      read: portId,
      set: (member, id) => {
        member.relTgtId = id
      },
    }),
  },
}

const targetGroup: Directory<Placed> = {
  attributes: {
    group_id: value({
      get: ({ targets }) => targets.groupId,
      isKey: always,
      read: portId,
      set: ({ targets }, id) => {
        targets.groupId = id
      },
    }),
    mgmt: targetsMgmt,
    preferred,
    state,
  },
  children: [
    members(
      ({ targets }) => targets.members,
      (member) => {
        const { target } = member
        if (!target) return directory(remoteTarget, member)
        return link(`../../../../targets/${target.driver}/${entryName(target.name)}`)
      },
    ),
  ],
}

const devices: Directory<DeviceGroup> = {
  attributes: { mgmt: devicesMgmt },
  children: [
    members(
      (group) => group.devices,
      ({ name }) => link(`../../../devices/${name}`),
    ),
  ],
}

const targetGroups: Directory<DeviceGroup> = {
  attributes: { mgmt: targetGroupsMgmt },
  children: [
    members(
      (group) => group.targetGroups,
      (targets, group) => directory(targetGroup, { group, targets }),
    ),
  ],
}

const deviceGroup: Directory<DeviceGroup> = {
  attributes: {},
  children: [
    subdirectories({
      devices: (group) => directory(devices, group),
      target_groups: (group) => directory(targetGroups, group),
    }),
  ],
}

/** `device_groups/`: its own commands do not wait for other changes. */
export const deviceGroups: Directory<Scst> = {
  attributes: {
    mgmt: mgmt<Scst>({
      usage: CREATE_USAGE,
      direct: true,
      firstLineOnly: true,
      verbs: {
        create: (scst, words) => void scst.createDeviceGroup(free(words, scst.deviceGroups)),
        add: (scst, words) => void scst.createDeviceGroup(free(words, scst.deviceGroups)),
        del: (scst, words) => scst.deleteDeviceGroup(required(words)),
      },
    }),
  },
  children: [
    members(
      (scst) => scst.deviceGroups,
      (group) => directory(deviceGroup, group),
    ),
  ],
}
