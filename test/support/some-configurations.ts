import fc from 'fast-check'
import {
  type Attributes,
  type Configuration,
  type DeviceConfiguration,
  type DeviceGroupConfiguration,
  type DriverConfiguration,
  type GroupConfiguration,
  type HandlerConfiguration,
  type LunConfigurations,
  newConfiguration,
  newDeviceGroup,
  newDriver,
  newGroup,
  newHandler,
  newSection,
  newTarget,
  newTargetGroup,
  type TargetConfiguration,
} from '../../src/config/configuration.ts'
import type { ByteString } from '../../src/lib/bytes.ts'

/**
 * Configurations that a system without disks can become, with values in all the forms in which files write them.
 * Names are few, so that two configurations have much in common.
 */

const DEVICES = ['n1', 'n2', 'n3', 'n4'] as const
const TARGETS = ['iqn.2026-01.example:a', 'iqn.2026-01.example:b', 'iqn.2026-01.example:c'] as const
const INITIATORS = ['iqn.i', 'iqn.j#10.0.0.1', '*\\#*', 'iqn.k?'] as const

type Rows = Readonly<Record<ByteString, readonly ByteString[]>>

const DEVICE_ROWS: Rows = {
  size_mb: ['1', '2', '0x2'],
  size: ['1048576', '0x200000'],
  blocksize: ['512', '4096', '0x1000'],
  read_only: ['0', '1'],
  removable: ['0', '1'],
  rotational: ['0', '1'],
  tst: ['0', '1'],
  dummy: ['0'],
  t10_dev_id: ['0x123', 'some id', '#1'],
  prod_id: ['a b', 'back\\slash', 'plain'],
  usn: ['0001', 'serial'],
  naa_id: ['0x5000c50015ea71ad', '5000C50015EA71AD'],
  threads_num: ['0', '4', '04'],
  threads_pool_type: ['per_initiator', 'shared'],
  inq_vend_specific: ['', 'vendor words'],
}
const CDROM_ROWS: Rows = { usn: ['0001', 'serial'], prod_id: ['a b', 'plain'], tst: ['0', '1'] }
const DRIVER_ROWS: Rows = { enabled: ['0', '1'], link_local: ['0', '1'], internal_portal: ['', '10.0.0.1'] }
const TARGET_ROWS: Rows = {
  enabled: ['0', '1'],
  QueuedCommands: ['32', '0x20', '64', '017'],
  HeaderDigest: ['None', 'CRC32C,None', 'None,CRC32C', 'CRC32C'],
  InitialR2T: ['Yes', 'No', ':default:'],
  MaxBurstLength: [':default:', '0x10000', '65536'],
  NopInInterval: ['0', '30'],
  alias: ['a b', 'x', ''],
  comment: ['some words', '#hash'],
  addr_method: ['PERIPHERAL', 'FLAT', 'LUN'],
  cpu_mask: ['1', '3', '03'],
  io_grouping_type: ['auto', 'never', '7'],
  per_portal_acl: ['0', '1'],
  aen_disabled: ['0', '1'],
}
const GROUP_ROWS: Rows = {
  addr_method: ['PERIPHERAL', 'FLAT'],
  black_hole: ['0', '1'],
  io_grouping_type: ['auto', 'this_group_only'],
}
const TOP_ROWS: Rows = {
  setup_id: ['0', '0x10', '16'],
  max_tasklet_cmd: ['10', '012'],
  cluster_name: ['', 'HA'],
}
const TARGET_GROUP_ROWS: Rows = {
  state: ['active', 'nonoptimized', 'standby'],
  preferred: ['0', '1'],
}

/** Some of the rows, each with one of its values. */
const attributes = (rows: Rows): fc.Arbitrary<Attributes> =>
  fc
    .tuple(
      ...Object.entries(rows).map(([name, values]) => fc.option(fc.tuple(fc.constant(name), value(values)))),
    )
    .map((chosen) => new Map(chosen.flatMap((row) => (row ? [row] : []))))

const value = (values: readonly ByteString[]): fc.Arbitrary<ByteString[]> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...values).map((only) => [only]) },
    { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }) },
  )

const accounts = fc
  .record({
    IncomingUser: fc.uniqueArray(
      fc.constantFrom('joe joes-long-secret', 'joe another-secret', 'ann anns-own-secret'),
      {
        maxLength: 2,
        selector: (account) => account.split(' ')[0],
      },
    ),
    OutgoingUser: fc.uniqueArray(
      fc.constantFrom('me my-twelve-bytes', 'me my-other-bytes', 'us our-secret-twelve'),
      {
        maxLength: 1,
      },
    ),
  })
  .map(given)

const portals = fc
  .record({ allowed_portal: fc.uniqueArray(fc.constantFrom('10.0.0.*', '!10.0.0.1', '*'), { maxLength: 2 }) })
  .map(given)

function given(values: Readonly<Record<ByteString, ByteString[]>>): Attributes {
  return new Map(Object.entries(values).filter(([, each]) => each.length > 0))
}

const together = (...parts: readonly fc.Arbitrary<Attributes>[]): fc.Arbitrary<Attributes> =>
  fc.tuple(...parts).map((maps) => new Map(maps.flatMap((map) => [...map])))

interface Device {
  readonly handler: 'vdisk_nullio' | 'vcdrom'
  readonly section: DeviceConfiguration
}

/** One size in one unit. */
const device: fc.Arbitrary<Device> = fc.oneof(
  {
    weight: 4,
    arbitrary: attributes(DEVICE_ROWS).map((own): Device => {
      if (own.has('size_mb')) own.delete('size')
      return { handler: 'vdisk_nullio', section: newSection(own) }
    }),
  },
  {
    weight: 1,
    arbitrary: attributes(CDROM_ROWS).map((own): Device => ({ handler: 'vcdrom', section: newSection(own) })),
  },
)

const some = <K extends string, V>(
  names: readonly K[],
  of: fc.Arbitrary<V>,
): fc.Arbitrary<Map<ByteString, V>> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), of), {
      maxLength: names.length,
      selector: ([name]) => name,
    })
    .map((entries) => new Map(entries))

const luns: fc.Arbitrary<LunConfigurations> = some(
  ['0', '1', '2', '10', '007', '0x3'],
  fc.tuple(fc.constantFrom(...DEVICES), attributes({ read_only: ['0', '1'] })),
).map((chosen) => new Map([...chosen].map(([lun, [name, own]]) => [lun, new Map([[name, newSection(own)]])])))

const group: fc.Arbitrary<GroupConfiguration> = fc
  .record({ own: attributes(GROUP_ROWS), luns })
  .map(({ own, luns: mapped }) => ({ ...newGroup(), attributes: own, luns: mapped }))

/** An initiator is in one group of a target. */
const target: fc.Arbitrary<TargetConfiguration> = fc
  .record({
    own: together(attributes(TARGET_ROWS), accounts, portals),
    luns,
    groups: some(['g1', 'g2', 'g 3'], group),
    initiators: fc.array(fc.tuple(fc.constantFrom(...INITIATORS), fc.nat({ max: 2 })), { maxLength: 4 }),
  })
  .map(({ own, luns: mapped, groups, initiators }) => {
    groups.delete('g 3')
    const all = [...groups.values()]
    for (const [initiator, place] of new Map(initiators))
      if (all.length > 0) all[place % all.length]!.initiators.set(initiator, newSection())
    return { ...newTarget(), attributes: own, luns: mapped, groups }
  })

const driver: fc.Arbitrary<DriverConfiguration> = fc
  .record({ own: together(attributes(DRIVER_ROWS), accounts), targets: some(TARGETS, target) })
  .map(({ own, targets }) => ({ ...newDriver(), attributes: own, targets }))

/** A device is in one group, a target in one target group of it, and the numbers of target groups differ. */
const deviceGroups: fc.Arbitrary<Map<ByteString, DeviceGroupConfiguration>> = fc
  .record({
    places: fc.array(fc.constantFrom('dg1', 'dg2', undefined), {
      minLength: DEVICES.length,
      maxLength: DEVICES.length,
    }),
    targetGroups: some(
      ['dg1/tg1', 'dg1/tg2', 'dg2/tg1'],
      fc.tuple(attributes(TARGET_GROUP_ROWS), some([...TARGETS, 'iqn.remote'], fc.boolean())),
    ),
  })
  .map(({ places, targetGroups }) => {
    const groups = new Map<ByteString, DeviceGroupConfiguration>()
    const at = (name: ByteString): DeviceGroupConfiguration => {
      const present = groups.get(name) ?? newDeviceGroup()
      groups.set(name, present)
      return present
    }
    for (const [index, name] of places.entries())
      if (name !== undefined) at(name).devices.set(DEVICES[index]!, newSection())
    for (const [index, [path, [own, targets]]] of [...targetGroups].entries()) {
      const [name, targetGroup] = path.split('/') as [string, string]
      const attributesOfGroup = new Map([
        ...own,
        ['group_id', [String(index + 1)]] as [ByteString, ByteString[]],
      ])
      const others = [...at(name).targetGroups.values()]
      const free = [...targets.keys()].filter((each) => !others.some((other) => other.targets.has(each)))
      at(name).targetGroups.set(targetGroup, {
        ...newTargetGroup(),
        attributes: attributesOfGroup,
        targets: new Map(free.map((each) => [each, newSection()])),
      })
    }
    return groups
  })

export const configurations: fc.Arbitrary<Configuration> = fc
  .record({
    top: attributes(TOP_ROWS),
    devices: some(DEVICES, device).filter(({ size }) => size > 0),
    iscsi: fc.option(driver),
    local: fc.option(some(['local1'], attributes({ addr_method: ['PERIPHERAL', 'FLAT'] }))),
    deviceGroups,
  })
  .map(({ top, devices, iscsi, local, deviceGroups: groups }) => ({
    ...newConfiguration(),
    attributes: top,
    handlers: new Map(
      (['vdisk_nullio', 'vcdrom'] as const).map((handler) => [handler, handlerOf(handler, devices)]),
    ),
    drivers: new Map([
      ...(iscsi ? [['iscsi', iscsi] as const] : []),
      ...(local ? [['scst_local', localDriver(local)] as const] : []),
    ]),
    deviceGroups: groups,
  }))

const handlerOf = (
  handler: Device['handler'],
  devices: ReadonlyMap<ByteString, Device>,
): HandlerConfiguration => ({
  ...newHandler(),
  devices: new Map(
    [...devices].flatMap(([name, each]) => (each.handler === handler ? [[name, each.section] as const] : [])),
  ),
})

const localDriver = (targets: ReadonlyMap<ByteString, Attributes>): DriverConfiguration => ({
  ...newDriver(),
  targets: new Map([...targets].map(([name, own]) => [name, { ...newTarget(), attributes: own }])),
})
