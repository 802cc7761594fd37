import {
  addGroup as add,
  addInitiator as addOne,
  clearInitiators as clear,
  moveInitiator as move,
  removeGroup as remove,
  removeInitiator as removeOne,
} from '../../admin/operation.ts'
import type { Running } from '../../admin/running.ts'
import { abort, must, say } from '../../admin/step.ts'
import type { ByteString } from '../../lib/bytes.ts'
import type { Given } from '../given.ts'
import { groupBlock } from '../query/groups.ts'
import type { Change } from './change.ts'

export const addGroup: Change = function* ({ name, driver = '', target = '' }) {
  return { code: yield* must(add(driver, target, name)) }
}

export const removeGroup: Change = function* ({ name, driver = '', target = '' }, { running, options }) {
  const owner = { driver, target, group: name }
  const path = `targets/${driver}/${target}/ini_groups/${name}`
  if (!options.force && running.hasObject(path)) {
    const inUse = running.luns(owner).size + running.initiators(driver, target, name).length > 0
    if (inUse) {
      yield* say(groupBlock(running, owner).text)
      yield* abort('Group is still in use, aborting. Use -force to override.')
    }
  }
  return { code: yield* must(remove(driver, target, name)) }
}

/** An initiator belongs to one group of a target at most. */
export const addInitiator: Change = function* (given, { running }) {
  const { name, driver, target } = ownerOf(given)
  const present = groupOfInitiator(running, driver, target, name)
  if (present !== undefined) {
    // The word "target" stands there literally in the original, too.
    yield* say(
      `\t-> Initiator '${name}' already belongs to group '${present}' for driver/target '${driver}/target', ignoring.\n`,
    )
    return { code: 0, lip: [{ driver, target }] }
  }
  return { code: yield* must(addOne(ownerOf(given), name)), lip: [{ driver, target }] }
}

export const removeInitiator: Change = function* (given) {
  const owner = ownerOf(given)
  return { code: yield* must(removeOne(owner, given.name)), lip: [owner] }
}

export const moveInitiator: Change = function* (given) {
  const owner = ownerOf(given)
  return { code: yield* must(move(owner, given.name, given.to ?? '')), lip: [owner] }
}

export const clearInitiators: Change = function* (given) {
  const owner = ownerOf(given)
  return { code: yield* must(clear(owner)), lip: [owner] }
}

const ownerOf = ({ name, driver = '', target = '', group = '' }: Given) => ({ name, driver, target, group })

function groupOfInitiator(
  running: Running,
  driver: ByteString,
  target: ByteString,
  initiator: ByteString,
): ByteString | undefined {
  if (!running.hasObject(`targets/${driver}/${target}`)) return undefined
  return running
    .groups(driver, target)
    .sort()
    .find((group) => running.initiators(driver, target, group).includes(initiator))
}
