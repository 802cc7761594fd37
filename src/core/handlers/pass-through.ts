import type { ByteString } from '../../lib/bytes.ts'
import type { DeviceHandler } from '../handler.ts'

type Row = readonly [module: ByteString, name: ByteString, type: number, threadsNum: number]

/** Handlers for SCSI devices of this machine: there is none that we could reach, so their lists stay empty. */
const ROWS: readonly Row[] = [
  ['scst_disk', 'dev_disk', 0, 1],
  ['scst_disk', 'dev_disk_perf', 0, 0],
  ['scst_cdrom', 'dev_cdrom', 5, 1],
  ['scst_tape', 'dev_tape', 1, 1],
  ['scst_tape', 'dev_tape_perf', 1, 0],
  ['scst_modisk', 'dev_modisk', 7, 1],
  ['scst_modisk', 'dev_modisk_perf', 7, 0],
  ['scst_processor', 'dev_processor', 3, 1],
  ['scst_changer', 'dev_changer', 8, 1],
  ['scst_raid', 'dev_raid', 12, 1],
]

export const PASS_THROUGH_MODULES: readonly ByteString[] = [...new Set(ROWS.map(([module]) => module))]

export const passThroughHandlers = (wanted: ByteString): DeviceHandler[] =>
  ROWS.filter(([module]) => module === wanted).map(([module, name, type, threadsNum]) => ({
    name,
    kind: 'pass-through',
    module,
    type,
    threadsNum,
    devices: new Map(),
    ...(name === 'dev_disk' && { prDumpDir: '' }),
  }))

/** Programs bring their devices through a device node, which we do not offer; the handler is shown all the same. */
export const userHandler = (): DeviceHandler => ({
  name: 'scst_user',
  kind: 'user',
  module: 'scst_user',
  type: -1,
  threadsNum: undefined,
  devices: new Map(),
})
