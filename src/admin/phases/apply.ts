import { setPlain } from '../rules.ts'
import { collect, type Steps, settle } from '../step.ts'
import { assignments } from './assignments.ts'
import { deletions } from './deletions.ts'
import { deviceGroups } from './device-groups.ts'
import { devices } from './devices.ts'
import { enableDrivers, enableTargets } from './enable.ts'
import { attributesOf, type Situation } from './situation.ts'

/** Makes the running system what the file says; answers the number of changes. */
export function* apply(situation: Situation): Steps<number> {
  const { manner } = situation
  let changes = 0
  if (manner.force) {
    changes += yield* deletions(situation)
    situation.running = yield* collect()
  }
  changes += yield* refreshing(situation, devices(situation))
  changes += yield* refreshing(situation, deletions(situation))
  changes += yield* assignments(situation)
  changes += yield* ownAttributes(situation, 'alua')
  changes += yield* deviceGroups(situation)
  yield* enableTargets(situation)
  changes += yield* enableDrivers(situation)
  changes += yield* ownAttributes(situation, 'scst')
  return changes + (yield* settle())
}

/** Where one run has to converge, the phases behind one that changed something see what it did. */
function* refreshing(situation: Situation, phase: Steps<number>): Steps<number> {
  const changes = (yield* phase) + (yield* settle())
  if (changes > 0 && situation.manner.force && situation.manner.departs('converge'))
    situation.running = yield* collect()
  return changes
}

function* ownAttributes({ desired, manner }: Situation, kind: 'alua' | 'scst'): Steps<number> {
  const attributes = yield* attributesOf(kind === 'alua' ? desired.alua : desired)
  return attributes.size === 0 ? 0 : yield* setPlain({ kind }, attributes, manner, { tellsSame: false })
}
