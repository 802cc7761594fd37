import type { ByteString } from '../../lib/bytes.ts'
import type { DraftDeviceGroup } from '../import/draft.ts'
import type { Report } from '../import/report.ts'
import type { ObjectReader } from './reader.ts'

/** A group of target ports of one storage object. */
export interface AluaGroup {
  readonly name: ByteString
  /** As `alua_access_state` numbers it; 0: active. */
  readonly state: number
  readonly id: number
  readonly preferred: boolean
  /** Targets whose LUN of the object is in the group. */
  readonly targets: ByteString[]
}

export interface Alua {
  readonly isImported: boolean
  readonly groups: readonly AluaGroup[]
}

/** SPC-4 table 247; `alua_access_state` of LIO, and SCST's words. */
const states: Readonly<Record<number, ByteString>> = {
  0: 'active',
  1: 'nonoptimized',
  2: 'standby',
  3: 'unavailable',
  14: 'offline',
  15: 'transitioning',
}

const legalName = /^[A-Za-z0-9_.-]{1,60}$/

/** The ALUA groups of a storage object, to become a device group if asked for. */
export const readAlua = (object: ObjectReader, isWanted: boolean, report: Report): Alua => {
  const list = object.list('alua_tpgs')
  const groups: AluaGroup[] = []
  for (const group of list ?? []) {
    const name = group.text('name')?.value ?? ''
    if (name === 'default_tg_pt_gp') {
      group.leaveOut({
        verdict: 'ignored-by-source-too',
        why: 'the default group, which LIO never restores',
      })
      continue
    }
    const state = group.number('alua_access_state')?.value ?? (group.text('alua_access_state') ? -1 : 0)
    const id = group.number('tg_pt_gp_id')?.value ?? groups.length + 1
    groups.push({ name, state, id, preferred: group.flag('preferred', false)?.value ?? false, targets: [] })
    group.leaveOut(
      isWanted
        ? { verdict: 'mapped-lossy', why: 'TARGET_GROUP; delays and supported states are those of SCST' }
        : { verdict: 'unsupported', why: 'ALUA groups are taken over with --alua only' },
    )
  }
  const isLegal = groups.every(
    ({ name, state, id }) => legalName.test(name) && Object.hasOwn(states, state) && id > 0 && id <= 65535,
  )
  if (isWanted && !isLegal)
    report.rejected(object.place, 'its ALUA groups have names, states or ids that SCST does not take')
  if (list === undefined) return { isImported: false, groups: [unreadable] }
  return { isImported: isWanted && isLegal, groups }
}

/** Stands for groups that cannot be read: never an active path by guess. */
const unreadable: AluaGroup = { name: '', state: -1, id: 0, preferred: false, targets: [] }

/** The device group of an object whose LUNs are in ALUA groups; undefined: none is. */
export const deviceGroupOf = (
  { isImported, groups }: Alua,
  disk: DraftDeviceGroup['disk'],
): DraftDeviceGroup | undefined => {
  const used = groups.filter(({ targets }) => targets.length > 0)
  if (!isImported || used.length === 0) return undefined
  return {
    name: `alua_${disk.name.replace(/[^A-Za-z0-9_-]/g, '_')}`,
    disk,
    targetGroups: new Map(
      used.map(({ name, id, state, preferred, targets }) => [
        name,
        {
          attributes: new Map([
            ['group_id', [String(id)]],
            ['state', [states[state]!]],
            ['preferred', [preferred ? '1' : '0']],
          ]),
          targets: [...new Set(targets)],
        },
      ]),
    ),
  }
}
