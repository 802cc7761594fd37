import type { ByteString } from '../lib/bytes.ts'
import { removeDeviceGroup, removeGroupDevice, removeTargetGroup } from './device-group-operation.ts'
import { allTargets, issueLip } from './lip.ts'
import { liveSessions } from './live-sessions.ts'
import { type Manner, mannerOf } from './manner.ts'
import { clearInitiators, clearLuns, closeDevice, removeDynamicAttribute, removeGroup } from './operation.ts'
import { setDriverOrTarget } from './rules.ts'
import type { Run } from './run.ts'
import { Running } from './running.ts'
import { failWith, isStillThere, look, must, type Steps, say, warnWith, write } from './step.ts'
import { destroyTarget, setEnabled } from './targets.ts'

/** -clear_config: takes everything away that a configuration brings. Answers the exit status. */
export async function clearConfiguration(run: Run): Promise<number> {
  await run.begin()
  if (!(await run.confirm(liveSessions(run.running)))) return run.end(0)
  run.say('-> Clearing running configuration.\n')
  await run.perform(clear(run.running, mannerOf(run)))
  run.say('\t-> Configuration cleared.\n')
  if (!run.options.lip) return run.end(0)
  const running = await Running.read(run.sysfs)
  return run.end(await run.perform(issueLip(allTargets(running), running, false)))
}

function* clear(running: Running, manner: Manner): Steps {
  yield* clearDeviceGroups(running)
  for (const driver of running.drivers()) yield* clearDriver(running, driver, manner)
  for (const handler of running.handlers())
    for (const device of running.devicesOf(handler)) yield* must(closeDevice(handler, device))
  for (const driver of running.drivers()) yield* disableDriver(running, driver, manner)
}

function* clearDeviceGroups(running: Running): Steps {
  for (const deviceGroup of running.deviceGroups()) {
    for (const targetGroup of running.targetGroups(deviceGroup).sort())
      yield* must(removeTargetGroup(deviceGroup, targetGroup))
    for (const device of running.deviceGroupDevices(deviceGroup))
      yield* must(removeGroupDevice(deviceGroup, device))
    yield* must(removeDeviceGroup(deviceGroup))
  }
}

function* clearDriver(running: Running, driver: ByteString, manner: Manner): Steps {
  for (const target of running.targets(driver)) {
    for (const group of running.groups(driver, target)) {
      yield* must(clearInitiators({ driver, target, group }))
      yield* must(clearLuns({ driver, target, group }))
      yield* must(removeGroup(driver, target, group))
    }
    yield* must(clearLuns({ driver, target }))
    if (!running.isHardware(driver, target)) yield* warnWith(yield* destroyTarget(driver, target, manner))
  }
  if (running.isVirtualCapable(driver)) yield* removeDynamicAttributes(running, driver)
}

function* removeDynamicAttributes(running: Running, driver: ByteString): Steps {
  yield* say(`\t-> Removing all dynamic attributes from driver '${driver}': `)
  const table = yield* look({ kind: 'driver', driver })
  for (const name of [...running.dynamicAttributes(driver, 'driver')].sort()) {
    // One that cannot be read has no value that could be removed.
    for (const value of table.get(name)?.keys.values() ?? [])
      yield* failWith(yield* write(removeDynamicAttribute({ kind: 'driver', driver }, name, value)))
  }
  yield* say('done.\n')
}

/** What is left of a driver: hardware targets, and whether it serves. */
function* disableDriver(running: Running, driver: ByteString, manner: Manner): Steps {
  for (const target of running.targets(driver))
    if (yield* isStillThere({ kind: 'target', driver, target }))
      yield* setEnabled(driver, target, false, running, manner)
  const ref = { kind: 'driver', driver } as const
  if (!(yield* look(ref)).has('enabled')) return
  yield* setDriverOrTarget(ref, new Map([['enabled', ['0']]]), manner, {
    dynamic: running.dynamicAttributes(driver, 'driver'),
    unnamed: 'report',
  })
}
