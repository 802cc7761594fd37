import type { Command } from './command.ts'
import { DEVICE_TYPE, type LogicalUnit } from './logical-unit.ts'
import {
  mechanismStatus,
  readDiscInformation,
  readTrackInformation,
  setCdSpeed,
} from './mmc/disc-information.ts'
import { getConfiguration } from './mmc/get-configuration.ts'
import { getEventStatus } from './mmc/get-event-status.ts'
import { readToc } from './mmc/read-toc.ts'
import { readCapacity10, readCapacity16 } from './sbc/capacity.ts'
import { compareAndWrite } from './sbc/compare-and-write.ts'
import { formatUnit } from './sbc/format-unit.ts'
import { getLbaStatus } from './sbc/get-lba-status.ts'
import { orWrite } from './sbc/orwrite.ts'
import { preFetch10, preFetch16 } from './sbc/pre-fetch.ts'
import { read6, read10, read12, read16 } from './sbc/read.ts'
import { readDefectData10, readDefectData12 } from './sbc/read-defect-data.ts'
import { sanitize } from './sbc/sanitize.ts'
import { startStopUnit } from './sbc/start-stop-unit.ts'
import { synchronizeCache10, synchronizeCache16 } from './sbc/synchronize-cache.ts'
import { unmap } from './sbc/unmap.ts'
import { verify10, verify12, verify16 } from './sbc/verify.ts'
import { write6, write10, write12, write16 } from './sbc/write.ts'
import { writeAndVerify10, writeAndVerify12, writeAndVerify16 } from './sbc/write-and-verify.ts'
import { writeSame10, writeSame16 } from './sbc/write-same.ts'
import { checkCondition, invalidField } from './sense.ts'
import { extendedCopy } from './spc/extended-copy.ts'
import { inquiry } from './spc/inquiry.ts'
import { logSelect, logSense } from './spc/log.ts'
import { modeSelect6, modeSelect10 } from './spc/mode-select.ts'
import { modeSense6, modeSense10 } from './spc/mode-sense.ts'
import { persistentReserveIn } from './spc/persistent-reserve-in.ts'
import { persistentReserveOut } from './spc/persistent-reserve-out.ts'
import { preventAllowMediumRemoval } from './spc/prevent-allow.ts'
import { receiveCopyResults } from './spc/receive-copy-results.ts'
import { reportLuns } from './spc/report-luns.ts'
import { reportSupportedOpcodes, reportSupportedTmfs } from './spc/report-opcodes.ts'
import { requestSense } from './spc/request-sense.ts'
import { release6, release10, reserve6, reserve10 } from './spc/reserve.ts'
import { sendDiagnostic } from './spc/send-diagnostic.ts'
import { reportTargetPortGroups, setTargetPortGroups } from './spc/target-port-groups.ts'
import { testUnitReady } from './spc/test-unit-ready.ts'
import { unexecuted } from './unexecuted.ts'

/** Every command, in the order of REPORT SUPPORTED OPERATION CODES: SCST's own, then those it executes unlisted or lacks. */
const COMMANDS: readonly Command[] = [
  synchronizeCache10,
  synchronizeCache16,
  modeSense6,
  modeSense10,
  modeSelect6,
  modeSelect10,
  logSelect,
  logSense,
  startStopUnit,
  readCapacity10,
  sendDiagnostic,
  reportTargetPortGroups,
  read6,
  read10,
  read12,
  read16,
  write6,
  write10,
  write12,
  write16,
  writeAndVerify10,
  writeAndVerify12,
  writeAndVerify16,
  verify10,
  verify12,
  verify16,
  readCapacity16,
  writeSame10,
  writeSame16,
  unmap,
  formatUnit,
  extendedCopy,
  compareAndWrite,
  inquiry,
  testUnitReady,
  reserve6,
  release6,
  reserve10,
  release10,
  persistentReserveIn,
  persistentReserveOut,
  reportLuns,
  requestSense,
  reportSupportedOpcodes(supported),
  reportSupportedTmfs,
  preFetch10,
  preFetch16,
  orWrite,
  readDefectData10,
  readDefectData12,
  getLbaStatus,
  ...sanitize,
  readToc,
  getConfiguration,
  getEventStatus,
  readDiscInformation,
  readTrackInformation,
  mechanismStatus,
  setCdSpeed,
  preventAllowMediumRemoval,
  receiveCopyResults,
  setTargetPortGroups,
]

/** The commands of one opcode: one, or several told apart by service action. */
type Slot = Command | ReadonlyMap<number, Command> | undefined

/** What a unit can be asked for. */
type Kind = 'disk' | 'sanitizing disk' | 'cdrom'

const has = (kind: Kind, row: Command): boolean =>
  kind === 'cdrom' ? row.on !== 'disk' : row.on !== 'cdrom' && (kind !== 'disk' || !sanitize.includes(row))

const slotsFor = (kind: Kind): readonly Slot[] =>
  slotsOf([...COMMANDS, ...unexecuted].filter((row) => has(kind, row)))

const slots: Readonly<Record<Kind, readonly Slot[]>> = {
  disk: slotsFor('disk'),
  'sanitizing disk': slotsFor('sanitizing disk'),
  cdrom: slotsFor('cdrom'),
}

function kindOf({ options }: LogicalUnit): Kind {
  if (options.type !== DEVICE_TYPE.DISK) return 'cdrom'
  return options.extensions?.sanitize ? 'sanitizing disk' : 'disk'
}

/** The row for a CDB. Refuses opcodes and service actions that there is none for. */
export function commandFor(lu: LogicalUnit, cdb: Uint8Array): Command {
  const slot = slots[kindOf(lu)][cdb[0]!]
  if (slot === undefined) throw checkCondition('INVALID COMMAND OPERATION CODE')
  if (!(slot instanceof Map)) return slot as Command
  const command = slot.get(cdb[1]! & 0x1f)
  if (command === undefined) throw invalidField(1, 0)
  return command
}

/** Explicit ALUA is an option of the device. */
function supported(lu: LogicalUnit): readonly Command[] {
  const kind = kindOf(lu)
  return COMMANDS.filter((row) => has(kind, row) && (row !== setTargetPortGroups || lu.explAlua))
}

function slotsOf(rows: readonly Command[]): readonly Slot[] {
  const found: (Command | Map<number, Command> | undefined)[] = new Array(256).fill(undefined)
  for (const row of rows) {
    if (row.serviceAction === undefined) found[row.opcode] = row
    else {
      const actions =
        found[row.opcode] instanceof Map ? (found[row.opcode] as Map<number, Command>) : new Map()
      found[row.opcode] = actions.set(row.serviceAction, row)
    }
  }
  return found
}
