import type { GroupConfiguration } from '../../config/configuration.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { isCertain, later } from '../manner.ts'
import { addGroup } from '../operation.ts'
import { setPlain } from '../rules.ts'
import type { Steps } from '../step.ts'
import { luns } from './luns.ts'
import { attributesOf, type Situation, sorted } from './situation.ts'

/** A target's initiator groups with their LUNs and attributes. */
export function* groups(
  situation: Situation,
  driver: ByteString,
  target: ByteString,
  wanted: ReadonlyMap<ByteString, GroupConfiguration>,
): Steps<number> {
  const { running, manner } = situation
  let changes = 0
  for (const [group, configuration] of sorted(wanted)) {
    const isNew = !running.holds(`targets/${driver}/${target}/ini_groups`, group)
    if (isNew) yield* later(addGroup(driver, target, group), manner)
    changes += yield* luns(situation, { driver, target, group }, configuration.luns)
    const attributes = yield* attributesOf(configuration)
    // Looking is all there is to do for a group without attributes; it shows only where there is no group.
    if (attributes.size > 0 || !isCertain(manner))
      changes += yield* setPlain({ kind: 'group', driver, target, group }, attributes, manner, {
        tellsSame: false,
      })
  }
  return changes
}
