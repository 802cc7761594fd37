import type { ByteString } from '../../lib/bytes.ts'
import { listGroups } from './groups.ts'
import { dashes, isGiven, type Listing, nameList, type Query, widest } from './listing.ts'

/** -list_driver: all by name, or one with its targets. */
export const listDrivers: Query = (running, given, options) => {
  const drivers = running.drivers().sort()
  return isGiven(given.name)
    ? listTargets(running, { name: '', driver: given.name }, options)
    : { text: nameList('Driver', widest(drivers), drivers), found: drivers }
}

/** -list_target: all by driver; one only where its driver is given, as -list_group shows it. */
export const listTargets: Query = (running, { name, driver }, options) => {
  if (isGiven(name) && isGiven(driver))
    return listGroups(running, { name: '', driver, target: name }, options)
  const drivers = running.drivers().sort()
  if (isGiven(driver) && !drivers.includes(driver)) {
    return { text: `No such driver '${driver}' exists.\n`, found: null }
  }
  const shown = isGiven(driver) ? [driver] : drivers
  return targetsByDriver(new Map(shown.map((d) => [d, running.targets(d).sort()])))
}

function targetsByDriver(drivers: ReadonlyMap<ByteString, readonly ByteString[]>): Listing {
  const first = widest(drivers.keys())
  const second = widest([...drivers.values()].flat())
  const line = (driver: ByteString, target: ByteString) =>
    `\t${driver.padEnd(first)} ${target.padEnd(second)}\n`
  const rows = [...drivers].flatMap(([driver, targets]) =>
    targets.map((target, i) => line(i === 0 ? driver : '', target)),
  )
  return {
    text: line('Driver', 'Target') + dashes(first + second + 1) + rows.join(''),
    found: Object.fromEntries(drivers),
  }
}
