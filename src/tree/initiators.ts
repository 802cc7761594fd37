import type { Group } from '../core/group.ts'
import type { ByteString } from '../lib/bytes.ts'
import { Refusal, refuse } from '../lib/refusal.ts'
import type { Words } from '../lib/words.ts'
import { content } from './attribute.ts'
import { bareNames, type Directory, entryName, members } from './directory.ts'
import { mgmt, usage } from './mgmt.ts'
import { file } from './place.ts'

const logOf = ({ target }: Group) => target.scst.log

const initiatorName = (group: Group, words: Words): ByteString =>
  words.next() || refuse(logOf(group), 'EINVAL', 'Invalid initiator name')

const mustHave = (group: Group, name: ByteString): void => {
  if (!group.initiators.has(name)) {
    refuse(logOf(group), 'EINVAL', `Unable to find initiator '${name}' in group '${group.name}'`)
  }
}

const added = (group: Group, name: ByteString): void => {
  group.initiators.add(name)
  logOf(group).info(`Added name ${name} to group ${group.name} (target ${group.target.name})`)
  group.target.scst.reassignSessions()
}

const initiatorsMgmt = mgmt<Group>({
  usage: usage('add INITIATOR_NAME', 'del INITIATOR_NAME', 'move INITIATOR_NAME DEST_GROUP_NAME', 'clear'),
  log: logOf,
  verbs: {
    add(group, words) {
      const name = initiatorName(group, words)
      if (group.initiators.has(name)) {
        refuse(logOf(group), 'EEXIST', `Name ${name} already exists in group ${group.name}`)
      }
      if (entryName(name) === 'mgmt') throw new Refusal('EEXIST')
      added(group, name)
    },
    del(group, words) {
      const name = initiatorName(group, words)
      mustHave(group, name)
      group.initiators.delete(name)
      group.target.scst.reassignSessions()
    },
    move(group, words) {
      const name = initiatorName(group, words)
      const destination = words.next() || refuse(logOf(group), 'EINVAL', 'Invalid group name')
      mustHave(group, name)
      const { target } = group
      const other =
        target.groups.get(destination) ??
        refuse(logOf(group), 'EINVAL', `Unable to find group '${destination}' in target '${target.name}'`)
      if (other.initiators.has(name)) {
        refuse(logOf(group), 'EEXIST', `Initiator '${name}' already exists in group '${destination}'`)
      }
      group.initiators.delete(name)
      added(other, name)
    },
    clear(group) {
      group.initiators.clear()
      group.target.scst.reassignSessions()
    },
  },
})

/** The patterns of a group, in the order they were added. */
export const initiators: Directory<Group> = {
  attributes: { mgmt: initiatorsMgmt },
  children: [
    members(
      (group) => bareNames(group.initiators),
      (name) => file(pattern, name),
    ),
  ],
}

const pattern = content((name: ByteString) => `${name}\n`)
