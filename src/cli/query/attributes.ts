import type { ObjectRef } from '../../admin/object.ts'
import { ReadError } from '../../admin/read-error.ts'
import type { Running } from '../../admin/running.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { type Given, lunOwner } from '../given.ts'
import { attributesFound, printAttributes } from './attribute-table.ts'
import { dashes, type Listing, type Query } from './listing.ts'

/** A list of names behind the table. */
interface Block {
  readonly heading: ByteString
  readonly names: readonly ByteString[]
  /** The original exits with 1 when it has none to show. */
  readonly expected?: boolean
}

interface Subject {
  readonly ref: ObjectRef
  /** What is said of an object without any attribute, instead of an empty table. */
  readonly absence?: ByteString
  readonly blocks?: (running: Running) => readonly Block[]
}

const sorted = (names: Iterable<ByteString>): ByteString[] => [...names].sort()

/** The query that shows the attributes of what `subject` makes of its options. */
const about =
  (subject: (given: Given) => Subject): Query =>
  (running, given, options) => {
    const { ref, absence, blocks } = subject(given)
    const table = running.attributes(ref)
    if (table.size === 0 && absence !== undefined) return { text: `${absence}\n`, found: { attributes: {} } }
    const listing = {
      text: printAttributes(table, options),
      found: { attributes: attributesFound(table, options) },
    }
    try {
      return withBlocks(listing, blocks?.(running) ?? [])
    } catch (error) {
      if (error instanceof ReadError) return { ...listing, warning: error.text }
      throw error
    }
  }

function withBlocks(listing: Listing, blocks: readonly Block[]): Listing {
  const shown = blocks.filter(({ names }) => names.length > 0)
  return {
    text: listing.text + shown.map(printBlock).join(''),
    status: blocks.some(({ expected, names }) => expected && names.length === 0) ? 1 : 0,
    found: {
      ...(listing.found as object),
      ...Object.fromEntries(blocks.map(({ heading, names }) => [jsonName(heading), names])),
    },
  }
}

const printBlock = ({ heading, names }: Block): ByteString =>
  `\n\t${heading}\n${dashes(heading.length)}${names.map((name) => `\t${name}\n`).join('')}`

/** `LUN CREATE attributes available` → `lunCreateAttributes` */
const jsonName = (heading: ByteString): string => {
  const [first, ...others] = heading.replace(/ available:?$/, '').split(' ')
  return first!.toLowerCase() + others.map((w) => w[0]!.toUpperCase() + w.slice(1).toLowerCase()).join('')
}

export const listScstAttributes = about(() => ({ ref: { kind: 'scst' } }))

export const listHandlerAttributes = about(({ name }) => ({
  ref: { kind: 'handler', handler: name },
  absence: `No such handler '${name}' found.`,
  blocks: (running) => [
    {
      heading: 'Device CREATE attributes available',
      names: sorted(running.deviceCreateAttributes(name)),
      expected: true,
    },
  ],
}))

export const listDeviceAttributes = about(({ name }) => ({
  ref: { kind: 'device', device: name },
  absence: `No such device '${name}' exists.`,
}))

export const listDriverAttributes = about(({ name }) => ({
  ref: { kind: 'driver', driver: name },
  blocks: (running) =>
    running.isVirtualCapable(name)
      ? [
          {
            heading: 'Dynamic attributes available',
            names: sorted(running.dynamicAttributes(name, 'driver')),
          },
          {
            heading: 'Target CREATE attributes available:',
            names: sorted(running.targetCreateAttributes(name)),
            expected: true,
          },
        ]
      : [],
}))

export const listTargetAttributes = about(({ name, driver = '' }) => ({
  ref: { kind: 'target', driver, target: name },
  absence: `No such driver/target '${driver}/${name}' found.`,
  blocks: (running) => [
    {
      heading: 'Dynamic attributes available',
      names: running.isVirtualCapable(driver) ? sorted(running.dynamicAttributes(driver, 'target')) : [],
    },
    {
      heading: 'LUN CREATE attributes available',
      names: sorted(running.lunCreateAttributes({ driver, target: name })),
      expected: true,
    },
  ],
}))

export const listGroupAttributes = about(({ name, driver = '', target = '' }) => ({
  ref: { kind: 'group', driver, target, group: name },
  absence: `No such driver/target/group '${driver}/${target}/${name}' found.`,
  blocks: (running) => [
    {
      heading: 'LUN CREATE attributes available',
      names: sorted(running.lunCreateAttributes({ driver, target, group: name })),
      expected: true,
    },
    {
      heading: 'Initiator CREATE attributes available',
      names: [...running.initiatorCreateAttributes(driver, target, name)],
      expected: true,
    },
  ],
}))

export const listLunAttributes = about(({ name, ...given }) => {
  const owner = lunOwner(given)
  const { driver, target, group } = owner
  return {
    ref: { kind: 'lun', ...owner, lun: name },
    absence:
      group === undefined
        ? `No such driver/target/lun '${driver}/${target}/${name}' found.`
        : `No such driver/target/group/lun '${driver}/${target}/${group}/${name}' found.`,
  }
})

export const listInitiatorAttributes = about(({ name, driver = '', target = '', group = '' }) => ({
  ref: { kind: 'initiator', driver, target, group, initiator: name },
  absence: `No such driver/target/group/initiator '${driver}/${target}/${group}/${name}' found.`,
}))

export const listDeviceGroupAttributes = about(({ name }) => ({
  ref: { kind: 'deviceGroup', deviceGroup: name },
  absence: `No such device group '${name}' found or device group as no attributes.`,
}))

export const listTargetGroupAttributes = about(({ name, deviceGroup = '' }) => ({
  ref: { kind: 'targetGroup', deviceGroup, targetGroup: name },
  absence: `No such device group/target group '${deviceGroup}/${name}' found.`,
}))

export const listTargetGroupTargetAttributes = about(({ name, deviceGroup = '', targetGroup = '' }) => ({
  ref: { kind: 'targetGroupTarget', deviceGroup, targetGroup, target: name },
  absence: `No such device group/target group/target '${deviceGroup}/${targetGroup}/${name}' found.`,
}))
