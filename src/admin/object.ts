import type { ByteString } from '../lib/bytes.ts'

/** An object of the tree, by the names that lead to it. */
export type ObjectRef =
  | { readonly kind: 'scst' }
  | { readonly kind: 'handler'; readonly handler: ByteString }
  | { readonly kind: 'device'; readonly device: ByteString }
  | { readonly kind: 'driver'; readonly driver: ByteString }
  | { readonly kind: 'target'; readonly driver: ByteString; readonly target: ByteString }
  | {
      readonly kind: 'group'
      readonly driver: ByteString
      readonly target: ByteString
      readonly group: ByteString
    }
  | ({ readonly kind: 'lun'; readonly lun: ByteString } & LunOwner)
  | {
      readonly kind: 'initiator'
      readonly driver: ByteString
      readonly target: ByteString
      readonly group: ByteString
      readonly initiator: ByteString
    }
  | { readonly kind: 'alua' }
  | { readonly kind: 'deviceGroup'; readonly deviceGroup: ByteString }
  | { readonly kind: 'targetGroup'; readonly deviceGroup: ByteString; readonly targetGroup: ByteString }
  | {
      readonly kind: 'targetGroupTarget'
      readonly deviceGroup: ByteString
      readonly targetGroup: ByteString
      readonly target: ByteString
    }

export type ObjectKind = ObjectRef['kind']

/** What a LUN list belongs to: a target, or a group of it. */
export interface LunOwner {
  readonly driver: ByteString
  readonly target: ByteString
  readonly group?: ByteString | undefined
}

/** Where the object stands below the root. */
export function pathOf(ref: ObjectRef): ByteString {
  switch (ref.kind) {
    case 'scst':
      return ''
    case 'handler':
      return `handlers/${ref.handler}`
    case 'device':
      return `devices/${ref.device}`
    case 'driver':
      return `targets/${ref.driver}`
    case 'target':
      return `targets/${ref.driver}/${ref.target}`
    case 'group':
      return `targets/${ref.driver}/${ref.target}/ini_groups/${ref.group}`
    case 'lun':
      return `${lunsPath(ref)}/${ref.lun}`
    case 'initiator':
      return `targets/${ref.driver}/${ref.target}/ini_groups/${ref.group}/initiators/${ref.initiator}`
    case 'alua':
      return 'device_groups'
    case 'deviceGroup':
      return `device_groups/${ref.deviceGroup}`
    case 'targetGroup':
      return `device_groups/${ref.deviceGroup}/target_groups/${ref.targetGroup}`
    case 'targetGroupTarget':
      return `device_groups/${ref.deviceGroup}/target_groups/${ref.targetGroup}/${ref.target}`
  }
}

/** The target or group itself. */
export const ownerRef = ({ driver, target, group }: LunOwner): ObjectRef =>
  group === undefined ? { kind: 'target', driver, target } : { kind: 'group', driver, target, group }

/** Whether every name on the way is one: no object has an empty name, though the system would pass over it. */
export const isNamed = (path: ByteString): boolean => path !== '' && !/^\/|\/\/|\/$/.test(path)

/**
 * Whether what stands at a path is an object: files are attributes and commands, but for initiators. A device group
 * may not be called `mgmt`, nor a target `enabled`, though there is something of that name.
 */
export const isObject = (path: ByteString, type: 'dir' | 'file' | 'link'): boolean =>
  isNamed(path) && (type !== 'file' || /\/initiators\/(?!mgmt$)[^/]+$/.test(path))

/** The directory with the LUNs of a target or group. */
export const lunsPath = ({ driver, target, group }: LunOwner): ByteString =>
  group === undefined
    ? `targets/${driver}/${target}/luns`
    : `targets/${driver}/${target}/ini_groups/${group}/luns`
