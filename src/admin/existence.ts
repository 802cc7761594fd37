import type { ByteString } from '../lib/bytes.ts'
import { type LunOwner, type ObjectRef, ownerRef, pathOf } from './object.ts'

/** What has to be there before an object can be read or changed. */
export interface Requirement {
  readonly path: ByteString
  /** How its absence is worded. */
  readonly absence: ByteString
  /** What its absence makes of a failed write. */
  readonly code: number
}

/** From the outermost object to the object itself, in the order in which they are looked for. */
export function requirementsOf(ref: ObjectRef): Requirement[] {
  switch (ref.kind) {
    case 'scst':
    case 'alua':
      return []
    case 'handler':
      return [need(ref, `Handler '${ref.handler}' is not available`, 10)]
    case 'device':
      return [need(ref, `Device '${ref.device}' is not open`, 20)]
    case 'driver':
      return [need(ref, `Driver '${ref.driver}' is not available`, 30)]
    case 'target':
      return [
        ...requirementsOf({ ...ref, kind: 'driver' }),
        need(ref, `Target '${ref.target}' is not available`, 40),
      ]
    case 'group':
      return [
        ...requirementsOf({ ...ref, kind: 'target' }),
        need(ref, `Group '${ref.group}' does not exist`, 60),
      ]
    case 'lun':
      return [
        ...ownerRequirements(ref),
        need(ref, `LUN '${ref.lun}' does not exist`, ref.group === undefined ? 47 : 70),
      ]
    case 'initiator':
      return [
        ...requirementsOf({ ...ref, kind: 'group' }),
        need(ref, `Initiator '${ref.initiator}' does not exist`, 80),
      ]
    case 'deviceGroup':
      return [need(ref, `Device group '${ref.deviceGroup}' does not exist`, 120)]
    case 'targetGroup':
      return [
        ...requirementsOf({ ...ref, kind: 'deviceGroup' }),
        need(ref, `Target Group '${ref.targetGroup}' does not exist`, 136),
      ]
    case 'targetGroupTarget':
      return [
        ...requirementsOf({ ...ref, kind: 'targetGroup' }),
        need(ref, `Target '${ref.target}' does not exist`, 162),
      ]
  }
}

const need = (ref: ObjectRef, absence: ByteString, code: number): Requirement => ({
  path: pathOf(ref),
  absence,
  code,
})

/** What a LUN list needs: a target, or a group in it. */
export const ownerRequirements = (owner: LunOwner): Requirement[] => requirementsOf(ownerRef(owner))
