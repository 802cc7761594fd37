import type { Attributes, DriverConfiguration, TargetConfiguration } from '../../config/configuration.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { counted, isCertain } from '../manner.ts'
import { addTarget } from '../operation.ts'
import { setDriverOrTarget } from '../rules.ts'
import { fail, failWith, queue, type Steps, say } from '../step.ts'
import { destroyTarget, dynamicOf, enableHardwareTargets } from '../targets.ts'
import { isLeftAlone } from './copy-manager.ts'
import { groups } from './groups.ts'
import { initiators } from './initiators.ts'
import { luns } from './luns.ts'
import { attributesOf, pick, type Situation, sorted } from './situation.ts'

/** A driver's targets: superfluous ones go, missing ones come, then what each of them has. */
export function* targets(
  situation: Situation,
  driver: ByteString,
  configuration: DriverConfiguration,
): Steps<number> {
  let changes = 0
  const present = situation.running.holds('targets', driver) ? situation.running.targets(driver) : []
  for (const target of present)
    if (!configuration.targets.has(target)) changes += yield* superfluous(situation, driver, target)
  for (const [target, wanted] of sorted(configuration.targets))
    changes += yield* configure(situation, driver, target, wanted)
  return changes
}

function* superfluous(situation: Situation, driver: ByteString, target: ByteString): Steps<number> {
  const { running, manner } = situation
  const isHardware = running.isHardware(driver, target)
  if (manner.force && !isHardware) {
    const code = yield* destroyTarget(driver, target, manner)
    yield* failWith(code)
    return counted(code, manner)
  }
  if (isLeftAlone(driver, situation) || (isHardware && manner.departs('hardware-targets'))) return 0
  yield* say(
    `\t-> Virtual target '${target}' for driver '${driver}' is not in configuration. Use -force to remove it.\n`,
  )
  return 0
}

function* configure(
  situation: Situation,
  driver: ByteString,
  target: ByteString,
  wanted: TargetConfiguration,
): Steps<number> {
  const { running, manner } = situation
  const create = running.holds('targets', driver) ? running.targetCreateAttributes(driver) : new Set()
  const attributes = yield* attributesOf(wanted, ['enabled'])
  const isNew = !running.holds(`targets/${driver}`, target)
  const isVirtual = isNew || !running.isHardware(driver, target)
  const rest = isVirtual ? pick(attributes, (name) => !create.has(name)) : attributes
  let changes = 0
  if (isNew)
    yield* add(
      situation,
      driver,
      target,
      wanted,
      pick(attributes, (name) => create.has(name)),
    )
  // A target that was just made, with nothing to set, has nothing that could be reported either.
  if (!isNew || attributes.size > 0 || !isCertain(manner))
    changes += yield* setDriverOrTarget({ kind: 'target', driver, target }, rest, manner, {
      dynamic: dynamicOf(running, driver, 'target'),
      unnamed: manner.force ? 'remove' : 'report',
    })
  changes += yield* luns(situation, { driver, target }, wanted.luns)
  changes += yield* groups(situation, driver, target, wanted.groups)
  return changes + (yield* initiators(situation, driver, target, wanted.groups))
}

function* add(
  { running, manner }: Situation,
  driver: ByteString,
  target: ByteString,
  wanted: TargetConfiguration,
  parameters: Attributes,
): Steps {
  if (!running.isVirtualCapable(driver)) {
    yield* fail(`Target '${target}' for driver '${driver}' does not exist.`)
    return
  }
  if (wanted.attributes.has('HW_TARGET')) {
    yield* fail(`Hardware target '${target}' for driver '${driver}' does not exist.`)
    // The original, told to go on, makes it all the same: as a virtual one.
    if (manner.departs('hardware-targets')) return
  }
  yield* enableHardwareTargets(driver, running, manner)
  yield* queue(addTarget(driver, target, parameters), false)
}
