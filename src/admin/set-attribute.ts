import type { ByteString } from '../lib/bytes.ts'
import { always, missing } from './cause.ts'
import { requirementsOf } from './existence.ts'
import { isTrue } from './numeric.ts'
import { isNamed, type ObjectKind, type ObjectRef, pathOf } from './object.ts'
import type { Operation } from './operation.ts'
import { ROOT } from './running.ts'

/** A write of one value; its failure shows the error number's name. */
export interface AttributeOperation extends Operation {
  /** The codes of an attribute that is not there, or that cannot be written; absent where none is told apart. */
  readonly judged?: { readonly bad: number; readonly fixed: number }
}

/** What differs from kind to kind. */
interface Kind {
  /** Codes of: no such attribute, attribute not settable, anything else. */
  readonly codes: readonly [bad: number, fixed: number, failed: number]
  /** Values of these carry no newline. */
  readonly bare?: boolean
  /** -debug shows the value before the path. */
  readonly debugsValueFirst?: boolean
  /** The code where a name is empty; without, it is that of an object which is not there. */
  readonly unnamed?: number
  readonly says: (name: ByteString, value: ByteString, ref: never) => ByteString
}

type RefOf<K extends ObjectKind> = Extract<ObjectRef, { kind: K }>

const setting =
  <K extends ObjectKind>(what: string, where: (ref: RefOf<K>) => ByteString) =>
  (name: ByteString, value: ByteString, ref: RefOf<K>): ByteString =>
    `Setting ${what} attribute '${name}' to value '${value}'${where(ref)}`

const lunName = (ref: RefOf<'lun'>): ByteString =>
  ref.group === undefined
    ? `driver/target/LUN '${ref.driver}/${ref.target}/${ref.lun}'`
    : `driver/target/group/LUN '${ref.driver}/${ref.target}/${ref.group}/${ref.lun}'`

const KINDS: Readonly<Record<ObjectKind, Kind>> = {
  scst: { codes: [7, 8, 9], says: setting('SCST', () => '') },
  handler: {
    codes: [17, 18, 19],
    says: setting<'handler'>('handler', (ref) => ` for handler '${ref.handler}'`),
  },
  device: {
    codes: [27, 28, 29],
    bare: true,
    debugsValueFirst: true,
    says: setting<'device'>('device', (ref) => ` for device '${ref.device}'`),
  },
  driver: {
    codes: [37, 38, 39],
    says: enabling<'driver'>('driver', (ref) => `driver '${ref.driver}'`),
  },
  target: {
    codes: [50, 51, 52],
    bare: true,
    debugsValueFirst: true,
    unnamed: 1,
    says: enabling<'target'>('target', (ref) => `driver/target '${ref.driver}/${ref.target}'`),
  },
  group: {
    codes: [77, 78, 79],
    debugsValueFirst: true,
    says: setting<'group'>('group', (ref) => ` for group '${ref.group}'`),
  },
  lun: { codes: [97, 98, 99], unnamed: 99, says: setting<'lun'>('LUN', (ref) => ` for ${lunName(ref)}`) },
  initiator: {
    codes: [102, 102, 102],
    // The last word is literal, as SCST.
    says: setting<'initiator'>(
      'initiator',
      (ref) => ` for driver/target/group/initiator '${ref.driver}/${ref.target}/${ref.group}/initiator'`,
    ),
  },
  alua: { codes: [125, 126, 127], debugsValueFirst: true, says: setting('ALUA', () => '') },
  deviceGroup: {
    codes: [140, 141, 142],
    says: setting<'deviceGroup'>('Device Group', (ref) => ` for device group '${ref.deviceGroup}'`),
  },
  targetGroup: {
    codes: [150, 151, 152],
    unnamed: 1,
    says: setting<'targetGroup'>(
      'Target Group',
      (ref) => ` for target group '${ref.deviceGroup}/${ref.targetGroup}'`,
    ),
  },
  targetGroupTarget: {
    codes: [170, 171, 172],
    unnamed: 1,
    says: setting<'targetGroupTarget'>(
      'target',
      (ref) => ` for target '${ref.deviceGroup}/${ref.targetGroup}/${ref.target}'`,
    ),
  },
}

/** Like `setting`, with words of its own for `enabled`. */
function enabling<K extends ObjectKind>(what: string, whose: (ref: RefOf<K>) => ByteString) {
  return (name: ByteString, value: ByteString, ref: RefOf<K>): ByteString =>
    name === 'enabled'
      ? `${isTrue(value) ? 'Enabling' : 'Disabling'} ${whose(ref)}`
      : `Setting ${what} attribute '${name}' to value '${value}' for ${whose(ref)}`
}

/** Kinds whose failed writes show no error number and are not looked into. */
const SILENT: readonly ObjectKind[] = ['lun', 'initiator']

export function setAttribute(ref: ObjectRef, name: ByteString, value: ByteString): AttributeOperation {
  const kind = KINDS[ref.kind]
  const [bad, fixed, failed] = kind.codes
  const path = settingPath(ref, name)
  const causes = requirementsOf(ref).map((requirement) => missing(requirement.path, requirement.code))
  const unnamed = kind.unnamed === undefined ? causes : [always(kind.unnamed)]
  return {
    path,
    text: kind.bare ? value : `${value}\n`,
    says: kind.says(name, value, ref as never),
    debug: kind.debugsValueFirst ? `${value} > ${ROOT}/${path}` : `${ROOT}/${path} -> ${name} = ${value}`,
    ...(!isNamed(path) && { refused: [...unnamed, always(1)] }),
    causes,
    failed,
    ...(!SILENT.includes(ref.kind) && { judged: { bad, fixed } }),
  }
}

const settingPath = (ref: ObjectRef, name: ByteString): ByteString => {
  const path = objectPath(ref)
  return path === '' ? name : `${path}/${name}`
}

/** Attributes of initiators are looked for among the LUNs, as SCST. */
const objectPath = (ref: ObjectRef): ByteString =>
  ref.kind === 'initiator'
    ? `targets/${ref.driver}/${ref.target}/ini_groups/${ref.group}/luns/${ref.initiator}`
    : pathOf(ref)

const LACKING: Readonly<Record<ObjectKind, (ref: never) => ByteString>> = {
  scst: () => 'SCST',
  handler: (ref: RefOf<'handler'>) => `Handler '${ref.handler}'`,
  device: (ref: RefOf<'device'>) => `Device '${ref.device}'`,
  driver: (ref: RefOf<'driver'>) => `Driver '${ref.driver}'`,
  target: (ref: RefOf<'target'>) => `Driver/target '${ref.driver}/${ref.target}'`,
  group: (ref: RefOf<'group'>) => `Driver/target/group '${ref.driver}/${ref.target}/${ref.group}'`,
  lun: (ref: RefOf<'lun'>) => `D${lunName(ref).slice(1)}`,
  initiator: (ref: RefOf<'initiator'>) =>
    `Driver/target/group/initiator '${ref.driver}/${ref.target}/${ref.group}/${ref.initiator}'`,
  alua: () => '',
  deviceGroup: (ref: RefOf<'deviceGroup'>) => `Device Group '${ref.deviceGroup}'`,
  targetGroup: (ref: RefOf<'targetGroup'>) => `Target Group '${ref.deviceGroup}/${ref.targetGroup}'`,
  targetGroupTarget: (ref: RefOf<'targetGroupTarget'>) =>
    `Target '${ref.deviceGroup}/${ref.targetGroup}/${ref.target}'`,
}

/** The warning that an object has no such attribute, or none that can be set. */
export const lacks = (ref: ObjectRef, name: ByteString): ByteString =>
  ref.kind === 'alua'
    ? `no settable ALUA attribute '${name}', ignoring.`
    : `${LACKING[ref.kind](ref as never)} lacks the settable attribute '${name}', ignoring.`
