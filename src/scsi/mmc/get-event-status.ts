import { bit, layout, u8, u16 } from '../../lib/layout.ts'
import { answer } from '../answer.ts'
import { command } from '../command.ts'
import type { ITLNexus } from '../itl-nexus.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { invalidField } from '../sense.ts'

/** Notification classes (MMC-6 table 262): media alone. */
const MEDIA = 4
const MEDIA_CLASS = 1 << MEDIA
const NO_EVENT_AVAILABLE = 0x80

/** Media events (MMC-6 table 269). */
const EVENT = { NONE: 0, NEW_MEDIA: 2, REMOVAL: 3 } as const

/** GET EVENT STATUS NOTIFICATION (MMC-6 6.7), polled: each nexus hears of each change once. */
export const getEventStatus = command({
  opcode: 0x4a,
  name: 'GET EVENT STATUS NOTIFICATION',
  on: 'cdrom',
  data: 'in',
  access: 'W',
  reportsUnitAttention: false,
  cdb: layout(10, { polled: bit(1, 0), classes: u8(4), allocationLength: u16(7) }),
  usage: '4a 01 00 00 ff 00 00 ff ff 04',
  run(task, lu, { polled, classes, allocationLength }) {
    if (!polled) throw invalidField(1, 0)
    if ((classes & MEDIA_CLASS) === 0)
      return answer(task, Buffer.from([0, 2, NO_EVENT_AVAILABLE, MEDIA_CLASS]), allocationLength)
    const event = eventFor(task.nexus!, lu)
    const status = lu.present ? 0x02 : 0
    return answer(task, Buffer.from([0, 6, MEDIA, MEDIA_CLASS, event, status, 0, 0]), allocationLength)
  },
})

function eventFor(nexus: ITLNexus, lu: LogicalUnit): number {
  if (nexus.mediumSeen === lu.mediumChanges) return EVENT.NONE
  nexus.mediumSeen = lu.mediumChanges
  return lu.present ? EVENT.NEW_MEDIA : EVENT.REMOVAL
}
