import type { GroupConfiguration } from '../../config/configuration.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { counted, later } from '../manner.ts'
import { addInitiator, moveInitiator, removeInitiator } from '../operation.ts'
import { must, type Steps, say } from '../step.ts'
import { type Situation, sorted } from './situation.ts'

/** The initiators of all groups of a target: removed, moved, added. */
export function* initiators(
  { running, manner }: Situation,
  driver: ByteString,
  target: ByteString,
  groups: ReadonlyMap<ByteString, GroupConfiguration>,
): Steps<number> {
  const wanted = groupsByInitiator(groups)
  const present = new Map<ByteString, ByteString>()
  if (running.holds(`targets/${driver}`, target))
    for (const group of running.groups(driver, target))
      for (const initiator of running.initiators(driver, target, group)) present.set(initiator, group)
  let changes = 0
  for (const [initiator, group] of sorted(present)) {
    const owner = { driver, target, group }
    const goal = wanted.get(initiator)
    if (goal === group) continue
    if (manner.force) {
      const operation =
        goal === undefined ? removeInitiator(owner, initiator) : moveInitiator(owner, initiator, goal)
      changes += counted(yield* must(operation), manner)
    } else if (goal === undefined) {
      yield* say(
        `\t-> Initiator '${initiator}' is not in configuration for driver/target/group '${driver}/${target}/${group}'. Use -force to remove it.\n`,
      )
    } else {
      yield* say(
        `\t-> Initiator '${initiator}' is moving to group '${goal}' from group '${group}'. Use -force to move it.\n`,
      )
    }
  }
  for (const [initiator, group] of sorted(wanted))
    if (!present.has(initiator)) yield* later(addInitiator({ driver, target, group }, initiator), manner)
  return changes
}

const groupsByInitiator = (
  groups: ReadonlyMap<ByteString, GroupConfiguration>,
): Map<ByteString, ByteString> =>
  new Map(
    sorted(groups).flatMap(([group, { initiators }]) =>
      [...initiators.keys()].map((initiator): [ByteString, ByteString] => [initiator, group]),
    ),
  )
