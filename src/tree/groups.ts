import type { Group } from '../core/group.ts'
import type { Target } from '../core/target.ts'
import type { ByteString } from '../lib/bytes.ts'
import { unsigned } from '../lib/readers.ts'
import { Refusal, refuse } from '../lib/refusal.ts'
import type { Words } from '../lib/words.ts'
import { type Attribute, complaining, nonZero, value, whenOn } from './attribute.ts'
import { collides, type Directory, directory, members, subdirectories } from './directory.ts'
import { groupAttributes } from './group-attributes.ts'
import { initiators } from './initiators.ts'
import { luns } from './luns.ts'
import { mgmt, usage } from './mgmt.ts'

const groupName = ({ scst }: Target, words: Words): ByteString =>
  words.next() || refuse(scst.log, 'EINVAL', 'Group name required')

const groupsMgmt = mgmt<Target>({
  usage: usage('create GROUP_NAME', 'del GROUP_NAME'),
  log: ({ scst }) => scst.log,
  verbs: {
    create(target, words) {
      const name = groupName(target, words)
      if (target.template.checksProtection) {
        refuse(target.scst.log, 'EINVAL', 'Copy Manager does not support security groups')
      }
      if (collides(name, target.groups, ['mgmt'])) throw new Refusal('EEXIST')
      target.createGroup(name)
    },
    del(target, words) {
      return target.deleteGroup(groupName(target, words))
    },
  },
})

const dedicatedThreads: Attribute<Group> = value({
  get: (group) => group.perSessDedicatedTgtThreads,
  isKey: whenOn,
  read: (text, { target }) =>
    complaining(
      nonZero(unsigned),
      target.scst.log.for('iscsi-scst'),
      (shown, errno) => `kstrtoul() for ${shown} failed: ${errno} `,
    )(text),
  set: (group, on) => {
    group.perSessDedicatedTgtThreads = on
  },
})

const below = subdirectories<Group>({
  luns: (group) => directory(luns, group),
  initiators: (group) => directory(initiators, group),
})

const plainGroup: Directory<Group> = { attributes: groupAttributes, children: [below] }

const iscsiGroup: Directory<Group> = {
  attributes: { ...groupAttributes, per_sess_dedicated_tgt_threads: dedicatedThreads },
  children: [below],
}

export const iniGroups: Directory<Target> = {
  attributes: { mgmt: groupsMgmt },
  children: [
    members(
      ({ groups }) => groups,
      (group, { driver }) => directory(driver === 'iscsi' ? iscsiGroup : plainGroup, group),
    ),
  ],
}
