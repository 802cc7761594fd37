import type { ByteString } from '../lib/bytes.ts'
import type { Write } from '../sysfs/sysfs.ts'
import {
  always,
  attributesUnknown,
  type Cause,
  errnoIs,
  incapable,
  lunMissing,
  lunPresent,
  missing,
  present,
  sameDevice,
} from './cause.ts'
import type { Code } from './errors.ts'
import { ownerRequirements, requirementsOf } from './existence.ts'
import { type LunOwner, lunsPath, type ObjectRef } from './object.ts'
import { ROOT } from './running.ts'

/** A change is a write: where, what, how to speak of it, and what its failure means. */
export interface Operation extends Write {
  /** Progress text: `Adding new group 'G' to driver/target 'D/T'`. */
  readonly says: ByteString
  /** What -debug shows instead of writing. */
  readonly debug: ByteString
  /** Looked at before the write, which then is not done. */
  readonly refused?: readonly Cause[]
  /** Looked at after a failed write; the first that holds gives the code. */
  readonly causes: readonly Cause[]
  /** The code when none of the causes holds. */
  readonly failed: Code
}

/** Values by name, in order; several of one name give several `name=value;`. */
export type Parameters = ReadonlyMap<ByteString, readonly ByteString[]>

const NONE: Parameters = new Map()

/** A command to a `mgmt` file; with an empty name it fails without being written. */
export const command = (
  path: ByteString,
  text: ByteString,
  says: ByteString,
  causes: readonly Cause[],
  failed: Code,
  names: readonly ByteString[] = [],
): Operation => ({
  path,
  text,
  says,
  debug: `${ROOT}/${path} -> ${text}`,
  ...(names.includes('') && { refused: [always(failed)] }),
  causes,
  failed,
})

/** Absent objects, from the outermost on. */
export const absent = (ref: ObjectRef): Cause[] =>
  requirementsOf(ref).map(({ path, code }) => missing(path, code))

/** `a=v;b=w;` with `cluster_mode` last, because it needs the others to be in force. */
const parameterText = (parameters: Parameters): ByteString =>
  [...parameters]
    .sort(([a], [b]) => Number(a === 'cluster_mode') - Number(b === 'cluster_mode'))
    .flatMap(([name, values]) => (values.length > 0 ? values : ['']).map((value) => `${name}=${value};`))
    .join('')

// Devices

export function openDevice(
  handler: ByteString,
  device: ByteString,
  parameters: Parameters = NONE,
): Operation {
  const path = `handlers/${handler}/mgmt`
  const text = `add_device ${device} ${parameterText(parameters)}`
  const causes = [
    ...absent({ kind: 'handler', handler }),
    attributesUnknown(path, 'parameters', parameters.keys(), 27),
    present(`handlers/${handler}/${device}`, 21),
    errnoIs('EINVAL', 22),
  ]
  return {
    ...command(path, text, `Opening device '${device}' using handler '${handler}'`, causes, 2),
    ...([handler, device].includes('') && { refused: [always(22)] }),
    debug: text,
  }
}

export function closeDevice(handler: ByteString, device: ByteString): Operation {
  const text = `del_device ${device}`
  const causes = [...absent({ kind: 'handler', handler }), missing(`handlers/${handler}/${device}`, 20)]
  const says = `Closing device '${device}' using handler '${handler}'`
  return {
    ...command(`handlers/${handler}/mgmt`, text, says, causes, 2),
    ...([handler, device].includes('') && { refused: [always(23)] }),
    debug: text,
  }
}

// Targets

export function addTarget(driver: ByteString, target: ByteString, parameters: Parameters = NONE): Operation {
  const path = `targets/${driver}/mgmt`
  return command(
    path,
    `add_target ${target} ${parameterText(parameters)}`,
    `Creating target '${target}' for driver '${driver}'`,
    [
      ...absent({ kind: 'driver', driver }),
      present(`targets/${driver}/${target}`, 41),
      incapable(path, 31),
      attributesUnknown(path, 'parameters', parameters.keys(), 50),
    ],
    42,
  )
}

export const removeTarget = (driver: ByteString, target: ByteString): Operation =>
  command(
    `targets/${driver}/mgmt`,
    `del_target ${target}`,
    `Removing virtual target '${target}' from driver '${driver}'`,
    [...absent({ kind: 'target', driver, target }), incapable(`targets/${driver}/mgmt`, 31)],
    43,
  )

export const closeSession = (driver: ByteString, target: ByteString, session: ByteString): Operation => {
  const path = `targets/${driver}/${target}/sessions/${session}`
  return {
    path: `${path}/force_close`,
    text: '1',
    says: '',
    debug: '1',
    causes: [missing(path, 0)],
    failed: 111,
  }
}

// Attributes that are added and removed value by value

export function addDynamicAttribute(ref: DynamicOwner, name: ByteString, value: ByteString): Operation {
  const { verb, causes } = dynamic(ref, name)
  return command(
    `targets/${ref.driver}/mgmt`,
    `add_${verb} ${name} ${value}`,
    ref.kind === 'driver'
      ? `Adding driver attribute '${name}' with value '${value}' for driver '${ref.driver}'`
      : `Adding target attribute '${name}' with value '${value}' for driver/target '${ref.driver}/${ref.target}'`,
    causes,
    ref.kind === 'driver' ? 35 : 45,
    [...namesOf(ref), name],
  )
}

export function removeDynamicAttribute(ref: DynamicOwner, name: ByteString, value: ByteString): Operation {
  const { verb, causes } = dynamic(ref, name)
  const whose =
    ref.kind === 'driver' ? `driver '${ref.driver}'` : `driver/target '${ref.driver}/${ref.target}'`
  return command(
    `targets/${ref.driver}/mgmt`,
    `del_${verb} ${name} ${value}`,
    `Removing dynamic attribute '${name}' with value '${value}' for ${whose}`,
    causes,
    ref.kind === 'driver' ? 36 : 46,
    [...namesOf(ref), name],
  )
}

export type DynamicOwner = Extract<ObjectRef, { kind: 'driver' | 'target' }>

const namesOf = (ref: DynamicOwner): ByteString[] =>
  ref.kind === 'driver' ? [ref.driver] : [ref.driver, ref.target]

function dynamic(ref: DynamicOwner, name: ByteString): { verb: ByteString; causes: Cause[] } {
  const path = `targets/${ref.driver}/mgmt`
  const isDriver = ref.kind === 'driver'
  return {
    verb: isDriver ? 'attribute' : `target_attribute ${ref.target}`,
    causes: [
      ...absent(ref),
      incapable(path, 31),
      attributesUnknown(
        path,
        isDriver ? 'target driver attributes' : 'target attributes',
        [name],
        isDriver ? 37 : 50,
      ),
    ],
  }
}

// Groups and initiators

export const addGroup = (driver: ByteString, target: ByteString, group: ByteString): Operation =>
  command(
    `targets/${driver}/${target}/ini_groups/mgmt`,
    `create ${group}`,
    `Adding new group '${group}' to driver/target '${driver}/${target}'`,
    [
      ...absent({ kind: 'target', driver, target }),
      present(`targets/${driver}/${target}/ini_groups/${group}`, 61),
    ],
    62,
    [driver, target, group],
  )

export const removeGroup = (driver: ByteString, target: ByteString, group: ByteString): Operation =>
  command(
    `targets/${driver}/${target}/ini_groups/mgmt`,
    `del ${group}`,
    `Removing group '${group}' from driver/target '${driver}/${target}'`,
    absent({ kind: 'group', driver, target, group }),
    63,
    [driver, target, group],
  )

export interface GroupNames {
  readonly driver: ByteString
  readonly target: ByteString
  readonly group: ByteString
}

const initiatorsPath = ({ driver, target, group }: GroupNames): ByteString =>
  `targets/${driver}/${target}/ini_groups/${group}/initiators`

const groupName = ({ driver, target, group }: GroupNames): ByteString =>
  `driver/target/group '${driver}/${target}/${group}'`

export const addInitiator = (owner: GroupNames, initiator: ByteString): Operation =>
  command(
    `${initiatorsPath(owner)}/mgmt`,
    `add ${initiator}`,
    `Adding new initiator '${initiator}' to ${groupName(owner)}`,
    [...absent({ kind: 'group', ...owner }), present(`${initiatorsPath(owner)}/${initiator}`, 81)],
    82,
    [owner.driver, owner.target, owner.group, initiator],
  )

export const removeInitiator = (owner: GroupNames, initiator: ByteString): Operation =>
  command(
    `${initiatorsPath(owner)}/mgmt`,
    `del ${initiator}`,
    `Removing initiator '${initiator}' from ${groupName(owner)}`,
    [...absent({ kind: 'group', ...owner }), missing(`${initiatorsPath(owner)}/${initiator}`, 80)],
    83,
    [owner.driver, owner.target, owner.group, initiator],
  )

export function moveInitiator(from: GroupNames, initiator: ByteString, to: ByteString): Operation {
  const destination = { ...from, group: to }
  return command(
    `${initiatorsPath(from)}/mgmt`,
    `move ${initiator} ${to}`,
    `Moving initiator '${initiator}' from group '${from.group}' to group '${to}'`,
    [
      ...absent({ kind: 'group', ...from }),
      ...absent({ kind: 'group', ...destination }),
      missing(`${initiatorsPath(from)}/${initiator}`, 80),
      present(`${initiatorsPath(destination)}/${initiator}`, 81),
    ],
    84,
  )
}

export const clearInitiators = (owner: GroupNames): Operation =>
  command(
    `${initiatorsPath(owner)}/mgmt`,
    'clear',
    `Removing all initiators ${groupName(owner)}`,
    absent({ kind: 'group', ...owner }),
    85,
  )

// LUNs

const ownerName = ({ driver, target, group }: LunOwner): ByteString =>
  group === undefined
    ? `driver/target '${driver}/${target}'`
    : `driver/target/group '${driver}/${target}/${group}'`

const ownerAbsent = (owner: LunOwner): Cause[] =>
  ownerRequirements(owner).map(({ path, code }) => missing(path, code))

export function addLun(
  owner: LunOwner,
  lun: ByteString,
  device: ByteString,
  parameters: Parameters = NONE,
): Operation {
  const inGroup = owner.group !== undefined
  const path = `${lunsPath(owner)}/mgmt`
  // The group counts as missing also where its target or driver is.
  const ownerMissing = inGroup ? ownerAbsent(owner).slice(-1) : ownerAbsent(owner)
  return command(
    path,
    `add ${device} ${lun} ${parameterText(parameters)}`,
    `Adding device '${device}' at LUN ${lun} to ${ownerName(owner)}`,
    [
      ...ownerMissing,
      lunPresent(lunsPath(owner), lun, inGroup ? 71 : 49),
      missing(`devices/${device}`, 20),
      attributesUnknown(path, 'parameters', parameters.keys(), 97),
    ],
    inGroup ? 72 : 48,
    [owner.driver, owner.target, lun, device],
  )
}

export const removeLun = (owner: LunOwner, lun: ByteString): Operation =>
  command(
    `${lunsPath(owner)}/mgmt`,
    `del ${lun}`,
    `Removing LUN ${lun} from ${ownerName(owner)}`,
    [...ownerAbsent(owner), lunMissing(lunsPath(owner), lun, owner.group === undefined ? 47 : 70)],
    // The text of adding, at target level: as SCST.
    owner.group === undefined ? 48 : 73,
    [owner.driver, owner.target, lun],
  )

export function replaceLun(
  owner: LunOwner,
  lun: ByteString,
  device: ByteString,
  parameters: Parameters = NONE,
): Operation {
  const { driver, target, group } = owner
  const path = `${lunsPath(owner)}/mgmt`
  const says = `Replacing device at LUN ${lun} with device '${device}' in driver/target/group '${driver}/${target}/${group ?? ''}'`
  return {
    ...command(path, `replace ${device} ${lun} ${parameterText(parameters)}`, says, [], 96),
    refused: [
      ...(lun === '' ? [always(1)] : []),
      ...ownerAbsent(owner),
      lunMissing(lunsPath(owner), lun, group === undefined ? 47 : 70),
      missing(`devices/${device}`, 20),
      attributesUnknown(path, 'parameters', parameters.keys(), 97),
      sameDevice(lunsPath(owner), lun, device, 91),
    ],
  }
}

export const clearLuns = (owner: LunOwner): Operation =>
  command(
    `${lunsPath(owner)}/mgmt`,
    'clear',
    `Removing all LUNs from ${ownerName(owner)}`,
    ownerAbsent(owner),
    owner.group === undefined ? 53 : 75,
    [owner.driver, owner.target],
  )
