import { isTrue } from '../../admin/numeric.ts'
import type { LunOwner } from '../../admin/object.ts'
import type { Running } from '../../admin/running.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { dashes, isGiven, type Listing, nameList, type Query, widest } from './listing.ts'

/** -list_group: LUNs and initiators of one group, or target by target with all groups. */
export const listGroups: Query = (running, { name, driver, target }) => {
  if (isGiven(name) && isGiven(driver) && isGiven(target)) {
    // Of all that may be missing the initiators tell, as the original: it pays no heed to what their LUNs say.
    running.initiators(driver, target, name)
    return groupBlock(running, { driver, target, group: name })
  }
  const isWanted = (wanted: ByteString | undefined, seen: ByteString) => !isTrue(wanted) || wanted === seen
  const drivers = running.drivers().sort()
  const targets = drivers
    .filter((d) => isWanted(driver, d))
    .flatMap((d) =>
      running
        .targets(d)
        .sort()
        .map((t) => ({ driver: d, target: t })),
    )
    .filter((seen) => isWanted(target, seen.target))
  if (targets.length === 0) return { text: notFound(driver, target), found: null }
  const blocks = targets.map((owner) => targetBlock(running, owner, (group) => isWanted(name, group)))
  return { text: blocks.map(({ text }) => text).join(''), found: blocks.map(({ found }) => found) }
}

function notFound(driver: ByteString | undefined, target: ByteString | undefined): ByteString {
  if (!isTrue(target)) return `Driver '${driver ?? ''}' not found.\n`
  return isTrue(driver)
    ? `Driver/target '${driver}/${target}' not found\n`
    : `Target '${target}' not found.\n`
}

function targetBlock(running: Running, owner: LunOwner, isWanted: (group: ByteString) => boolean): Listing {
  const { driver, target } = owner
  const own = groupBlock(running, owner)
  const groups = running.groups(driver, target).sort().filter(isWanted)
  const blocks = groups.map((group) => ({ group, ...groupBlock(running, { driver, target, group }) }))
  return {
    text:
      `Driver: ${driver}\nTarget: ${target}\n\n${own.text}\n` +
      blocks.map(({ group, text }) => `Group: ${group}\n\n${text}\n\n`).join(''),
    found: {
      driver,
      target,
      ...(own.found as object),
      groups: Object.fromEntries(blocks.map(({ group, found }) => [group, found])),
    },
  }
}

/** LUNs, and for a group its initiators. */
export function groupBlock(running: Running, owner: LunOwner): Listing {
  const { driver, target, group } = owner
  const luns = [...running.luns(owner)].sort(([a], [b]) => (a < b ? -1 : 1))
  const initiators = group === undefined ? [] : running.initiators(driver, target, group)
  return {
    text:
      luns.length + initiators.length === 0
        ? emptyBlock(owner)
        : printLuns(luns) + (group === undefined ? '' : printInitiators(initiators)),
    found: { luns: Object.fromEntries(luns), ...(group !== undefined && { initiators }) },
  }
}

const emptyBlock = ({ driver, target, group }: LunOwner): ByteString =>
  group === undefined
    ? `Driver/target '${driver}/${target}' has no associated LUNs.\n`
    : `Group '${group}' has no associated LUNs or initiators.\n`

function printLuns(luns: readonly (readonly [lun: ByteString, device: ByteString])[]): ByteString {
  if (luns.length === 0) return 'Assigned LUNs:\n\n\t(none)\n'
  const width = widest(luns.map(([, device]) => device))
  const line = (lun: ByteString, device: ByteString) => `\t${lun.padEnd(4)} ${device.padEnd(width)}\n`
  return `Assigned LUNs:\n\n${line('LUN', 'Device')}${dashes(width + 5)}${luns.map((row) => line(...row)).join('')}`
}

const printInitiators = (initiators: readonly ByteString[]): ByteString =>
  `\nAssigned Initiators:\n\n${
    initiators.length === 0 ? '\t(none)\n' : nameList('Initiator', widest(initiators), initiators)
  }`
