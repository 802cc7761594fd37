import type { DriverConfiguration } from '../../config/configuration.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { setDriverOrTarget } from '../rules.ts'
import { fail, type Steps } from '../step.ts'
import { dynamicOf } from '../targets.ts'
import { attributesOf, type Situation, sorted } from './situation.ts'
import { targets } from './targets.ts'

/** Drivers with their targets, and what the drivers have of their own. */
export function* assignments(situation: Situation): Steps<number> {
  const { running, desired } = situation
  let changes = 0
  for (const [driver, configuration] of sorted(desired.drivers)) {
    if (!running.holds('targets', driver))
      yield* fail(`Target driver '${driver}' is not loaded or available.`)
    changes += yield* targets(situation, driver, configuration)
    changes += yield* driverAttributes(situation, driver, configuration)
  }
  return changes
}

function* driverAttributes(
  { running, manner }: Situation,
  driver: ByteString,
  configuration: DriverConfiguration,
): Steps<number> {
  const attributes = yield* attributesOf(configuration, ['enabled'])
  const dynamic = dynamicOf(running, driver, 'driver')
  const isWanted = attributes.size > 0 || (manner.departs('driver-accounts') && dynamic.size > 0)
  if (!isWanted) return 0
  return yield* setDriverOrTarget({ kind: 'driver', driver }, attributes, manner, {
    dynamic,
    unnamed: manner.force ? 'remove' : 'report',
  })
}
