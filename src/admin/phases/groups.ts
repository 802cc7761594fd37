import type { GroupConfiguration } from '../../config/configuration.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { counted } from '../manner.ts'
import { addGroup } from '../operation.ts'
import { setPlain } from '../rules.ts'
import { must, type Steps } from '../step.ts'
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
    if (!running.has(`targets/${driver}/${target}/ini_groups/${group}`))
      changes += counted(yield* must(addGroup(driver, target, group)), manner)
    changes += yield* luns(situation, { driver, target, group }, configuration.luns)
    const attributes = yield* attributesOf(configuration)
    if (attributes.size > 0 || !manner.departs('missing-object'))
      changes += yield* setPlain({ kind: 'group', driver, target, group }, attributes, manner, {
        tellsSame: false,
      })
  }
  return changes
}
