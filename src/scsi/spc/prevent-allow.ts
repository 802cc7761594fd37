import { bits, layout } from '../../lib/layout.ts'
import { command } from '../command.ts'

/** PREVENT ALLOW MEDIUM REMOVAL (SPC-4 6.17): each nexus for itself; the persistent form is obsolete. */
export const preventAllowMediumRemoval = command({
  opcode: 0x1e,
  name: 'PREVENT ALLOW MEDIUM REMOVAL',
  data: 'none',
  needsMedium: 'drive',
  cdb: layout(6, { prevent: bits(4, 0, 2) }),
  usage: '1e 00 00 00 03 04',
  accessOf: ({ prevent }) => (prevent === 0 ? 'LWX' : ''),
  run(task, lu, { prevent }) {
    if ((prevent & 1) === 1) lu.preventing.add(task.nexus!)
    else lu.preventing.delete(task.nexus!)
  },
})
