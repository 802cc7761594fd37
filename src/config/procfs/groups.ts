import type { ByteString } from '../../lib/bytes.ts'

/** The group of initiators that no other group names, on all targets or on one. */
export const isDefaultGroup = (group: ByteString): boolean => /^Default(?:_|$)/.test(group)

/** Why what a group says is on no target. */
export const unplaced = (group: ByteString): ByteString => {
  if (group === 'Default')
    return 'group Default is for targets without a group of their own, and none is known: give --targets'
  if (isDefaultGroup(group)) return `group ${group} belongs to a target that iscsi-scstd.conf does not have`
  return `group ${group} is for all targets, and none is known: give --targets`
}
