import type { ByteString } from '../../lib/bytes.ts'
import type {
  Configuration,
  DeviceGroupConfiguration,
  DriverConfiguration,
  GroupConfiguration,
  HandlerConfiguration,
  LunConfigurations,
  Section,
  TargetConfiguration,
  TargetGroupConfiguration,
} from '../configuration.ts'
import type { Items } from './lenient.ts'
import { type Context, keywordsIn } from './schema.ts'

/** What the items of a file mean. Whatever is no keyword where it stands is an attribute. */
export const elaborate = (items: Items): Configuration => ({
  ...section(items, 'top'),
  handlers: named(items, 'HANDLER', handler),
  drivers: named(items, 'TARGET_DRIVER', driver),
  deviceGroups: named(items, 'DEVICE_GROUP', deviceGroup),
  alua: section(items.get('ALUA') ?? new Map(), 'ALUA'),
})

const handler = (items: Items): HandlerConfiguration => ({
  ...section(items, 'HANDLER'),
  devices: named(items, 'DEVICE', (device) => section(device, 'DEVICE')),
})

const driver = (items: Items): DriverConfiguration => ({
  ...section(items, 'TARGET_DRIVER'),
  targets: named(items, 'TARGET', target),
})

const target = (items: Items): TargetConfiguration => ({
  ...section(items, 'TARGET'),
  luns: luns(items),
  groups: named(items, 'GROUP', group),
})

const group = (items: Items): GroupConfiguration => ({
  ...section(items, 'GROUP'),
  luns: luns(items),
  initiators: named(items, 'INITIATOR', (initiator) => section(initiator, 'INITIATOR')),
})

const luns = (items: Items): LunConfigurations =>
  named(
    items,
    'LUN',
    (devices) => new Map([...devices].map(([device, attributes]) => [device, section(attributes, 'LUN')])),
  )

const deviceGroup = (items: Items): DeviceGroupConfiguration => ({
  ...section(items, 'DEVICE_GROUP'),
  devices: named(items, 'DEVICE', (device) => section(device, 'DEVICE')),
  targetGroups: named(items, 'TARGET_GROUP', targetGroup),
})

const targetGroup = (items: Items): TargetGroupConfiguration => ({
  ...section(items, 'TARGET_GROUP'),
  targets: named(items, 'TARGET', (member) => section(member, 'member')),
})

const named = <T>(items: Items, keyword: ByteString, read: (items: Items) => T): Map<ByteString, T> =>
  new Map([...(items.get(keyword) ?? [])].map(([name, below]) => [name, read(below)]))

function section(items: Items, context: Context): Section {
  const keywords = keywordsIn(context)
  const attributes = [...items].filter(([name]) => !keywords.has(name))
  const invalid = attributes.filter(([, values]) => values.size === 1 && [...values.values()][0]!.size > 0)
  return {
    attributes: new Map(attributes.map(([name, values]) => [name, [...values.keys()]])),
    ...(invalid.length > 0 && { invalid: new Set(invalid.map(([name]) => name)) }),
  }
}
